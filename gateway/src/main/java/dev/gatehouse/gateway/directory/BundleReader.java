package dev.gatehouse.gateway.directory;

import static dev.gatehouse.gateway.directory.ListJson.each;
import static dev.gatehouse.gateway.directory.ListJson.object;
import static dev.gatehouse.gateway.directory.ListJson.text;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads FHIR Bundles (R4) of Organization and Endpoint entries: a collection, one of User-access Brands, or the pages of a
 * search.
 */
final class BundleReader implements ListReader {
    private static final String PORTAL = "http://hl7.org/fhir/StructureDefinition/organization-portal";
    private static final String FHIR_VERSION = "http://hl7.org/fhir/StructureDefinition/endpoint-fhir-version";

    private final ListEntries entries;
    private final boolean pages;
    private int index = -1;
    private boolean inEntries;

    /** @param pages true if a Bundle without entries is fine, as the last page of a search may be */
    BundleReader(ListEntries entries, boolean pages) {
        this.entries = entries;
        this.pages = pages;
    }

    static void read(InputStream file, ListEntries entries) throws IOException {
        new BundleReader(entries, false).read(file);
    }

    @Override
    public void read(InputStream file) throws IOException {
        try (JsonParser json = ListJson.FACTORY.createParser(FileStart.json(file))) {
            readBundle(json);
        }
    }

    private void readBundle(JsonParser json) throws IOException {
        try {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw unreadable(json, "The file is not a FHIR Bundle: its JSON is no object.");
            }
            String type = null;
            boolean anyEntries = false;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                if (field.equals("resourceType")) {
                    type = text(json);
                    needBundle(json, type);
                } else if (field.equals("entry")) {
                    anyEntries = true;
                    readEntries(json);
                } else {
                    json.skipChildren();
                }
            }
            needBundle(json, type);
            if (!anyEntries && !pages) {
                throw unreadable(json, "The Bundle has no \"entry\".");
            }
            if (json.nextToken() != null) {
                throw unreadable(json, "There is more text after the end of the Bundle.");
            }
        } catch (StreamConstraintsException e) {
            throw unreadable(json, ListJson.TOO_DEEP);
        } catch (JsonProcessingException e) {
            throw unreadable(json, ListJson.BROKEN);
        }
    }

    private void needBundle(JsonParser json, @Nullable String type) {
        if (!"Bundle".equals(type)) {
            throw unreadable(json, "The file is not a FHIR Bundle: its \"resourceType\" is not \"Bundle\".");
        }
    }

    private void readEntries(JsonParser json) throws IOException {
        if (!json.isExpectedStartArrayToken()) {
            throw unreadable(json, "The Bundle's \"entry\" is no list.");
        }
        inEntries = true;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            index++;
            readEntry(json);
        }
        inEntries = false;
    }

    private void readEntry(JsonParser json) throws IOException {
        String[] fullUrl = new String[1];
        BundleResource[] resource = new BundleResource[1];
        object(json, field -> {
            switch (field) {
                case "fullUrl" -> fullUrl[0] = text(json);
                case "resource" -> {
                    if (json.currentToken() == JsonToken.START_OBJECT) {
                        resource[0] = readResource(json);
                    } else {
                        json.skipChildren();
                    }
                }
                default -> json.skipChildren();
            }
        });
        BundleResource found = resource[0];
        if (found == null) {
            entries.ignore(index);
            return;
        }
        found.fullUrl = fullUrl[0];
        entries.take(index, found);
    }

    private BundleResource readResource(JsonParser json) throws IOException {
        BundleResource resource = new BundleResource();
        object(json, field -> {
            switch (field) {
                case "resourceType" -> resource.type = text(json);
                case "id" -> resource.id = text(json);
                case "name" -> resource.name = text(json);
                case "status" -> resource.status = text(json);
                case "active" -> resource.inactive = json.currentToken() == JsonToken.VALUE_FALSE;
                case "address" -> readAddress(json, resource);
                case "identifier" -> each(json, () -> readIdentifier(json, resource));
                case "endpoint" -> each(json, () -> reference(json, resource.endpoints::add));
                case "managingOrganization" -> reference(json, value -> resource.managingOrganization = value);
                case "partOf" -> reference(json, value -> resource.partOf = value);
                case "alias" -> texts(json, resource.aliases::add);
                case "connectionType" -> each(json, () -> readConnectionType(json, resource));
                case "extension" -> each(json, () -> readExtension(json, resource));
                case "contained" -> each(json, () -> resource.contained.add(readResource(json)));
                default -> json.skipChildren();
            }
        });
        return resource;
    }

    /** A text on Endpoint, a list of postal addresses on Organization. */
    private void readAddress(JsonParser json, BundleResource resource) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            resource.url = json.getText();
            return;
        }
        each(json, () -> {
            String[] place = new String[4];
            object(json, field -> {
                switch (field) {
                    case "line" -> place[0] = firstText(json);
                    case "city" -> place[1] = text(json);
                    case "state" -> place[2] = text(json);
                    case "postalCode" -> place[3] = text(json);
                    default -> json.skipChildren();
                }
            });
            resource.addPlace(place[0], place[1], place[2], place[3]);
        });
    }

    private void readConnectionType(JsonParser json, BundleResource resource) throws IOException {
        object(json, field -> {
            String code = field.equals("code") ? text(json) : null;
            if (code != null) {
                resource.connectionTypes.add(code);
            } else {
                json.skipChildren();
            }
        });
    }

    /** The portal's name and endpoints (organization-portal), and an endpoint's FHIR version. Logos are passed over. */
    private void readExtension(JsonParser json, BundleResource resource) throws IOException {
        String[] url = new String[1];
        String[] version = new String[1];
        List<String> names = new ArrayList<>(1);
        List<String> endpoints = new ArrayList<>(2);
        object(json, field -> {
            switch (field) {
                case "url" -> url[0] = text(json);
                case "valueCode" -> version[0] = text(json);
                case "extension" -> each(json, () -> readPortal(json, names, endpoints));
                default -> json.skipChildren();
            }
        });
        if (PORTAL.equals(url[0])) {
            resource.aliases.addAll(names);
            resource.endpoints.addAll(endpoints);
        } else if (FHIR_VERSION.equals(url[0]) && version[0] != null) {
            resource.fhirVersions.add(version[0]);
        }
    }

    private void readPortal(JsonParser json, List<String> names, List<String> endpoints) throws IOException {
        String[] url = new String[1];
        String[] name = new String[1];
        List<String> references = new ArrayList<>(1);
        object(json, field -> {
            switch (field) {
                case "url" -> url[0] = text(json);
                case "valueString" -> name[0] = text(json);
                case "valueReference" -> reference(json, references::add);
                default -> json.skipChildren();
            }
        });
        if ("portalName".equals(url[0]) && name[0] != null) {
            names.add(name[0]);
        } else if ("portalEndpoint".equals(url[0])) {
            endpoints.addAll(references);
        }
    }

    private void texts(JsonParser json, Consumer<String> taker) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String value = text(json);
            if (value != null) {
                taker.accept(value);
            }
        }
    }

    private void readIdentifier(JsonParser json, BundleResource resource) throws IOException {
        String[] found = new String[2];
        object(json, field -> {
            switch (field) {
                case "system" -> found[0] = text(json);
                case "value" -> found[1] = text(json);
                default -> json.skipChildren();
            }
        });
        if (found[1] != null) {
            resource.identifiers.add(new BundleResource.Identifier(found[0] == null ? "" : found[0], found[1]));
        }
    }

    private void reference(JsonParser json, Consumer<String> taker) throws IOException {
        object(json, field -> {
            String value = field.equals("reference") ? text(json) : null;
            if (value != null) {
                taker.accept(value);
            } else {
                json.skipChildren();
            }
        });
    }

    private @Nullable String firstText(JsonParser json) throws IOException {
        String[] first = new String[1];
        if (json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                String value = text(json);
                first[0] = first[0] == null ? value : first[0];
            }
            return first[0];
        }
        return text(json);
    }

    private DirectoryUnreadable unreadable(JsonParser json, String what) {
        JsonLocation at = json.currentLocation();
        return new DirectoryUnreadable(what, inEntries ? index : -1, at.getLineNr(), at.getColumnNr());
    }
}
