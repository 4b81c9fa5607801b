package dev.gatehouse.gateway.directory;

import dev.gatehouse.common.ehr.EhrProfile;
import dev.gatehouse.common.failure.Mistake;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a practice added by hand must be like. */
final class PracticeForm {
    private static final int LONGEST_NAME = 500;
    private static final int MOST_ENDPOINTS = 10;

    private final EhrProfile profile;
    private final AddressScreen addresses;

    PracticeForm(EhrProfile profile, Set<String> allowedPrivate) {
        this.profile = profile;
        this.addresses = new AddressScreen(profile.hosts(), allowedPrivate);
    }

    /** Everything that is wrong at once; empty if nothing is. */
    List<Mistake> mistakes(String name, List<Directory.NewEndpoint> endpoints) {
        List<Mistake> mistakes = new ArrayList<>();
        if (!profile.handAdded()) {
            mistakes.add(new Mistake("ehr", profile.name() + " practices come from its directory only."));
        }
        String clean = ListedText.clean(name);
        if (clean == null || clean.length() > LONGEST_NAME) {
            mistakes.add(new Mistake("name", "A name of 1 to " + LONGEST_NAME + " characters."));
        }
        if (endpoints.isEmpty() || endpoints.size() > MOST_ENDPOINTS) {
            mistakes.add(new Mistake("endpoints", "From 1 to " + MOST_ENDPOINTS + " endpoints."));
            return mistakes;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < endpoints.size(); i++) {
            String path = "endpoints[" + i + "].baseUrl";
            Directory.NewEndpoint each = endpoints.get(i);
            String fault = addresses.fault(each.baseUrl());
            if (fault != null) {
                mistakes.add(new Mistake(path, "The endpoint " + fault + "."));
            } else if (!seen.add(each.kind().text() + " "
                    + BaseUrl.of(URI.create(each.baseUrl().strip())).canonical())) {
                mistakes.add(new Mistake(path, "This endpoint is there twice."));
            }
        }
        return mistakes;
    }
}
