package dev.gatehouse.gateway.proxy;

/** What a client expects of the links in an answer. */
public enum AnswerForm {
    /** Links below the practice's base lead to the gateway, so that a FHIR client follows them with its own key. */
    FHIR,
    /** Links stay the EHR's, for clients that take them apart themselves. */
    AS_IT_IS
}
