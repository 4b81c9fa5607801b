package dev.gatehouse.sandbox;

import dev.gatehouse.sandbox.directory.DirectoryBundle;
import dev.gatehouse.sandbox.directory.DirectoryShape;
import dev.gatehouse.sandbox.directory.Hosts;
import dev.gatehouse.sandbox.directory.PracticeGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code generate-directory}: writes a synthetic {@code ServiceBaseURLs.json} of any size, in the memory of one
 * piece. Its addresses look like the vendor's, or lead to a sandbox with {@code --origin}.
 */
public final class GenerateDirectoryCommand {

    private static final int WRONG_USE = 2;
    private static final Set<String> NAMES = Set.of(
            "practices",
            "seed",
            "out",
            "fmh-share",
            "missing-npi",
            "missing-ein",
            "dirty",
            "inject",
            "order",
            "fullurl",
            "removed",
            "renamed",
            "moved",
            "origin",
            "authorization-origin");

    private static final String HELP = """
            generate-directory --out FILE: writes a synthetic ServiceBaseURLs.json
              --practices N, --seed N     how many, and which (3422, 1)
              --fmh-share X               share with patients on FollowMyHealth (0.3)
              --missing-npi X, --missing-ein X    (0.05, 0.1)
              --dirty X                   0 for clean names, 1 for names as dirty as real ones (1)
              --inject LIST               duplicates, orphans, bad-url, huge-name
              --order ORDER               patient-first, provider-first, shuffled, types-grouped
              --fullurl KIND              address, urn, type-id
              --indent                    written for people
              --removed X, --renamed X, --moved X    shares changed since the edition without them (0)
              --origin URL, --authorization-origin URL    of a sandbox; without, addresses look like the vendor's
            """;

    private GenerateDirectoryCommand() {}

    public static void main(String[] args) throws IOException {
        System.exit(run(args));
    }

    /** Writes the file named by {@code --out}; returns the exit code. */
    public static int run(String[] args) throws IOException {
        return run(args, System.out, System.err);
    }

    static int run(String[] args, PrintStream out, PrintStream err) throws IOException {
        if (List.of(args).contains("--help")) {
            out.print(HELP);
            return 0;
        }
        try {
            Arguments given = new Arguments(args, NAMES, Set.of("indent"));
            if (!given.has("out")) {
                throw new IllegalArgumentException("--out FILE is missing");
            }
            DirectoryShape shape = shape(given);
            Path file = Path.of(given.text("out", ""));
            long bytes = write(new DirectoryBundle(new PracticeGenerator(shape), hosts(given)), file);
            out.printf(Locale.ROOT, "%s: %d practices, %d bytes%n", file, shape.practices(), bytes);
            return 0;
        } catch (IllegalArgumentException wrong) {
            err.println(wrong.getMessage());
            return WRONG_USE;
        }
    }

    private static Hosts hosts(Arguments given) {
        if (!given.has("origin")) {
            return Hosts.practiceFusion();
        }
        String origin = given.text("origin", "");
        return Hosts.sandbox(origin, given.text("authorization-origin", origin));
    }

    private static DirectoryShape shape(Arguments given) {
        DirectoryShape defaults = DirectoryShape.defaults();
        return defaults.withPractices(given.number("practices", DirectoryShape.PRACTICES))
                .withSeed(given.number("seed", 1))
                .withFmhShare(given.share("fmh-share", defaults.fmhShare()))
                .withMissing(
                        given.share("missing-npi", defaults.missingNpi()),
                        given.share("missing-ein", defaults.missingEin()))
                .withDirty(given.share("dirty", defaults.dirty()))
                .withInjected(given.parsed(
                        "inject",
                        Set.of(),
                        GenerateDirectoryCommand::damage,
                        "some of " + names(DirectoryShape.Damage.values())))
                .withLayout(
                        given.parsed(
                                "order",
                                defaults.order(),
                                text -> DirectoryShape.Order.valueOf(constant(text)),
                                "one of " + names(DirectoryShape.Order.values())),
                        given.parsed(
                                "fullurl",
                                defaults.fullUrl(),
                                text -> DirectoryShape.FullUrl.valueOf(constant(text)),
                                "one of " + names(DirectoryShape.FullUrl.values())),
                        given.has("indent"))
                .withChange(new DirectoryShape.Change(
                        given.share("removed", 0), given.share("renamed", 0), given.share("moved", 0)));
    }

    private static Set<DirectoryShape.Damage> damage(String text) {
        Set<DirectoryShape.Damage> damage = EnumSet.noneOf(DirectoryShape.Damage.class);
        for (String name : text.split(",", -1)) {
            damage.add(DirectoryShape.Damage.valueOf(constant(name)));
        }
        return damage;
    }

    private static String constant(String typed) {
        return typed.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static String names(Enum<?>[] constants) {
        return String.join(
                ", ",
                List.of(constants).stream()
                        .map(one -> one.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .toList());
    }

    private static long write(DirectoryBundle bundle, Path file) throws IOException {
        long bytes = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            Supplier<@Nullable Buffer> pieces = bundle.pieces();
            for (Buffer piece = pieces.get(); piece != null; piece = pieces.get()) {
                out.write(piece.getBytes());
                bytes += piece.length();
            }
        }
        return bytes;
    }
}
