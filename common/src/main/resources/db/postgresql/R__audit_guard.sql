-- Only adding is allowed. It stops mistakes; whoever owns the tables can take it away, and then the chain tells.
create or replace function audit_event_add_only() returns trigger language plpgsql as $$
begin
    raise exception 'audit_event takes new rows only' using errcode = 'insufficient_privilege';
end
$$;

drop trigger if exists audit_event_guard on audit_event;
create trigger audit_event_guard before update or delete on audit_event
    for each row execute function audit_event_add_only();

drop trigger if exists audit_event_guard_truncate on audit_event;
create trigger audit_event_guard_truncate before truncate on audit_event
    for each statement execute function audit_event_add_only();
