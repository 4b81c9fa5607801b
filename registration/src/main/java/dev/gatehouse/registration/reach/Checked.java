package dev.gatehouse.registration.reach;

import java.util.List;

/**
 * What was found at one address of a form.
 *
 * @param field the form's field it stands in
 * @param ok false if somebody should look at it
 * @param detail a plain sentence
 * @param keys the public keys that were read there; empty where none are expected
 * @param privateKey true if a private key can be read there, which must not be sent to a vendor
 */
record Checked(String field, String url, boolean ok, String detail, List<Key> keys, boolean privateKey) {
    Checked {
        keys = List.copyOf(keys);
    }

    /** One key of a set, without its numbers; both texts may be empty. */
    record Key(String keyId, String algorithm) {}

    static Checked page(String field, String url, boolean ok, String detail) {
        return new Checked(field, url, ok, detail, List.of(), false);
    }
}
