-- whose lease it is: a node that comes back sees what it had begun
alter table token_grant add column lease_node varchar(64);
-- an attempt ended, or was cut off, without a word on whether the EHR acted on it
alter table token_grant add column unknown_since timestamp(6) with time zone;
-- the EHR refused the refresh token once; it is asked a second time before that is believed
alter table token_grant add column denied_at timestamp(6) with time zone;
-- the one before, until the present one has worked
alter table token_grant add column previous_refresh_token bytea;
-- token answers in a row whose expires_in was zero or less
alter table token_grant add column odd_lifetimes integer default 0 not null;
alter table token_grant add column used_at timestamp(6) with time zone;
-- when it is refreshed without being asked; null: never
alter table token_grant add column due_at timestamp(6) with time zone;
-- in a row, since the last success
alter table token_grant add column failures integer default 0 not null;
-- the origin of the token endpoint whose failure is waited out
alter table token_grant add column waits_for varchar(300);
update token_grant set due_at = expires_at where refresh_token is not null;
create index ix_token_grant_due on token_grant (due_at);
create index ix_token_grant_waits on token_grant (waits_for);

alter table practice_connection add column grant_type varchar(32) default 'AUTHORIZATION_CODE' not null;
