package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Spring Cloud Gateway with one filter: the key is compared, the connection's token put in. */
@SpringBootApplication
public class SpringPeer {
    public static void main(String[] args) {
        SpringApplication.run(SpringPeer.class, args);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    GlobalFilter tokenOfConnection() throws IOException {
        String key = System.getenv("PEER_KEY");
        Map<String, String> tokens = Files.readAllLines(Path.of(System.getenv("PEER_TOKENS"))).stream()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(pair -> pair[0], pair -> "Bearer " + pair[1]));
        return (exchange, chain) -> forward(exchange, chain, key, tokens);
    }

    private static Mono<Void> forward(
            ServerWebExchange exchange, GatewayFilterChain chain, String key, Map<String, String> tokens) {
        HttpHeaders asked = exchange.getRequest().getHeaders();
        String connection = asked.getFirst("Connection-Id");
        String token = connection == null ? null : tokens.get(connection);
        if (!key.equals(asked.getFirst("X-Api-Key")) || token == null) {
            exchange.getResponse().setStatusCode(HttpStatus.UNAUTHORIZED);
            return exchange.getResponse().setComplete();
        }
        return chain.filter(exchange.mutate()
                .request(request -> request.headers(headers -> {
                    headers.remove("X-Api-Key");
                    headers.remove("Connection-Id");
                    headers.set(HttpHeaders.AUTHORIZATION, token);
                }))
                .build());
    }
}
