-- who looks at a delivery sees how the receiver answered, and how long that took
alter table notice_delivery add column answer_head varchar(2000);
alter table notice_delivery add column took_ms integer;

-- why people switched an endpoint off, and since when it is
alter table webhook_endpoint add column disabled_reason varchar(400);
alter table webhook_endpoint add column disabled_at timestamp(6) with time zone;
