package dev.gatehouse.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTemplateTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "\"\", \"\"",
                "/metadata, metadata",
                "/Patient, Patient",
                "/Patient/, Patient/",
                "/Patient/Smith, Patient/{id}",
                "/Patient/Smith/Observation, Patient/{id}/Observation",
                "/Patient/1/$everything, Patient/{id}/$everything",
                "/Patient/1/_history/2, Patient/{id}/_history/{id}",
                "/Patient/_search, Patient/_search",
                "/$export?_type=Patient, $export?_type",
                "/Patient?name:exact=Smith&birthdate=1970&_count=1, Patient?name:exact&birthdate&_count",
                "/Patient?Smith&=x&a=1, Patient?a",
                "/Patient?555-12-3456=x, Patient?{name}",
                "/smith-555/1, {id}/{id}"
            })
    void onlyTypesOperationsAndParameterNamesAreShown(String rest, String template) {
        FhirTarget target = FhirTarget.parse(ProxyFixture.PATH + rest);

        assertThat(RouteTemplate.of(target)).isEqualTo(template);
    }
}
