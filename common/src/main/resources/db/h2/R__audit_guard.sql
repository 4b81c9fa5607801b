-- Only adding is allowed. It stops mistakes; whoever owns the tables can take it away, and then the chain tells.
create trigger if not exists audit_event_guard before update, delete on audit_event for each row
    call 'dev.gatehouse.common.audit.AddOnlyTrigger';
