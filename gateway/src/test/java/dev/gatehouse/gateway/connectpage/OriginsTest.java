package dev.gatehouse.gateway.connectpage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OriginsTest {
    @ParameterizedTest
    @CsvSource({
        "https://app.example.org, https://app.example.org",
        "HTTPS://App.Example.org:443/, https://app.example.org",
        "https://app.example.org:8443, https://app.example.org:8443",
        "http://localhost:3000, http://localhost:3000",
        "http://127.0.0.1:80, http://127.0.0.1",
        "http://[::1]:8080, http://[::1]:8080"
    })
    void anOriginIsKeptAsABrowserWritesIt(String text, String origin) {
        assertThat(Origins.read(text)).contains(origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://app.example.org",
                "https://*.example.org",
                "*",
                "null",
                "https://app.example.org/path",
                "https://app.example.org?q",
                "https://app.example.org#f",
                "https://user@app.example.org",
                "app.example.org",
                "https:",
                "https://app.example.org; script-src *",
                "https://app.example.org\nhttps://evil.example",
                "http://localhost.evil.example"
            })
    void whatIsNoExactOriginIsRefused(String text) {
        assertThat(Origins.read(text)).isEmpty();
    }
}
