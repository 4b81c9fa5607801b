package dev.gatehouse.gateway.bulk;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.tenant.Ids;
import dev.gatehouse.common.vault.Sealer;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** The files that a manifest lists, under names of ours, and what of them is here already when it is read again. */
final class ListedFiles {
    private static final Pattern TYPE = Pattern.compile("[A-Za-z]{1,64}");

    private final ExportStore store;
    private final Sealer sealer;
    private final Ids ids;

    ListedFiles(ExportStore store, Sealer sealer, Ids ids) {
        this.store = store;
        this.sealer = sealer;
        this.ids = ids;
    }

    /** @param token true if the EHR wants the bearer with them */
    List<ExportFile> of(Manifest manifest, boolean token) {
        List<ExportFile> files = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (Manifest.File each : manifest.files()) {
            files.add(named(each, files.size(), token, numbers));
        }
        return files;
    }

    private ExportFile named(Manifest.File file, int place, boolean token, Map<String, Integer> numbers) {
        String type = TYPE.matcher(file.type()).matches() ? file.type() : "Unknown";
        String stem = file.kind() == Manifest.Kind.OUTPUT ? type : file.kind().member();
        int number = numbers.merge(stem, 1, Integer::sum);
        return new ExportFile(
                ids.next("expf"),
                place,
                file.kind(),
                type,
                stem + "-" + number + ".ndjson",
                token,
                file.count(),
                false,
                null,
                null,
                null);
    }

    /** A manifest read again names the same files at new addresses: those that are here stay. */
    Future<ExportRow> keep(Transaction tx, ExportRow row, List<ExportFile> files, List<String> urls) {
        return store.files(tx, row.id).compose(there -> {
            if (isSame(there, files)) {
                there.forEach(each -> each.address(urls.get(each.place), sealer));
                return Future.succeededFuture(row);
            }
            row.filesDone = 0;
            row.bytesDone = 0;
            List<ExportFileRow> fresh = new ArrayList<>();
            for (int i = 0; i < files.size(); i++) {
                fresh.add(new ExportFileRow(row, files.get(i), urls.get(i), sealer));
            }
            return store.replaceFiles(tx, row.id, fresh).map(row);
        });
    }

    private static boolean isSame(List<ExportFileRow> there, List<ExportFile> files) {
        if (there.isEmpty() || there.size() != files.size()) {
            return false;
        }
        for (int i = 0; i < files.size(); i++) {
            ExportFile known = there.get(i).toFile();
            ExportFile told = files.get(i);
            if (!known.name().equals(told.name())
                    || !Objects.equals(known.told(), told.told())
                    || known.needsToken() != told.needsToken()) {
                return false;
            }
        }
        return true;
    }
}
