-- the spelling of scopes the practice took last, V1 or V2; null: as the application writes them
alter table practice_connection add column scope_dialect varchar(8);
-- the spelling this authorization was asked in
alter table pending_authorization add column scope_dialect varchar(8);
-- the spelling to ask in next, after the EHR refused the other
alter table connect_session add column scope_dialect varchar(8);
