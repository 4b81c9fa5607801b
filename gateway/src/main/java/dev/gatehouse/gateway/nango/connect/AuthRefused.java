package dev.gatehouse.gateway.nango.connect;

/** An attempt that ends before it leaves for the EHR; the browser's socket and a page say why. */
final class AuthRefused extends RuntimeException {
    private final transient AuthFailure why;

    AuthRefused(AuthFailure why) {
        super(why.text(), null, false, false);
        this.why = why;
    }

    AuthFailure why() {
        return why;
    }
}
