package dev.gatehouse.gateway.operator;

import dev.gatehouse.common.database.Transaction;
import dev.gatehouse.common.notice.Notice;
import dev.gatehouse.common.notice.Notices;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Tells the tenant's owners by mail too, if a mail server is set. For what somebody must hear of who did not do it. */
public final class OwnerNotices implements Notices {
    private static final int MOST = 20;

    private final Notices notices;
    private final OperatorStore store = new OperatorStore();

    public OwnerNotices(Notices notices) {
        this.notices = notices;
    }

    @Override
    public Future<Void> send(Transaction tx, Notice notice) {
        return store.ownerEmails(tx, notice.tenant(), MOST).compose(owners -> {
            List<String> emails = new ArrayList<>(notice.emails());
            owners.stream()
                    .filter(each -> Notice.isAddress(each) && !emails.contains(each))
                    .forEach(emails::add);
            return notices.send(
                    tx, new Notice(notice.tenant(), notice.type(), notice.subject(), notice.data(), emails));
        });
    }
}
