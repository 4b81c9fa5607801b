package dev.gatehouse.registration.packet;

import dev.gatehouse.common.ehr.ApplicationType;
import dev.gatehouse.common.ehr.Playbook;
import dev.gatehouse.registration.form.Form;
import dev.gatehouse.registration.signup.Registration;
import dev.gatehouse.registration.signup.Registrations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One page for the administrator of a practice: who asks, for what, and what to press. */
final class PracticeInstructions {
    private PracticeInstructions() {}

    /** @param practiceName null for a page that fits every practice */
    static Document of(Registrations.Known known, @Nullable String practiceName) {
        Registration registration = known.registration();
        Form application = form(known, Playbook.Made.APPLICATION);
        String name = application.text("applicationName").orElse(registration.name());
        Optional<String> company = registration.steps().stream()
                .flatMap(step -> step.form().text("companyName").stream())
                .findFirst();
        List<Document.Block> blocks = new ArrayList<>();
        blocks.add(new Document.Paragraph("To the administrator of "
                + (practiceName == null ? "the practice" : practiceName) + ": "
                + company.map(each -> each + " asks").orElse("We ask") + " you to let the application " + name
                + " use the records in your " + known.profile().name() + "."));
        blocks.add(new Document.Value("Application", List.of(name), ""));
        application.text("description").ifPresent(text -> blocks.add(new Document.Paragraph(text)));
        form(known, Playbook.Made.CREDENTIAL)
                .text("clientId")
                .ifPresent(id -> blocks.add(new Document.Value("Client id", List.of(id), "")));
        if (!application.texts("scopes").isEmpty()) {
            blocks.add(new Document.Value(
                    "What it asks for", List.of(String.join("\n", application.texts("scopes"))), ""));
        }
        blocks.add(new Document.Heading("What to do"));
        Optional<ApplicationType> type = application.text("applicationType").flatMap(ApplicationType::of);
        blocks.add(new Document.Numbered(known.playbook().practiceGate().instructions().stream()
                .filter(each -> type.isEmpty() || each.types().contains(type.get()))
                .map(each -> new Document.Item(each.title(), each.text()))
                .toList()));
        blocks.add(new Document.Paragraph(
                "You can take this back at any time in your EHR. The application then gets nothing more."));
        application
                .text("privacyPolicyUrl")
                .ifPresent(url -> blocks.add(new Document.Paragraph("Privacy policy: " + url)));
        application.text("supportEmail").ifPresent(mail -> blocks.add(new Document.Paragraph("Questions: " + mail)));
        return new Document("Letting " + name + " in", blocks);
    }

    private static Form form(Registrations.Known known, Playbook.Made made) {
        return known.playbook()
                .making(made)
                .map(step -> known.registration().step(step.key()).form())
                .orElse(Form.EMPTY);
    }
}
