-- JSON object: which field was last changed by whom, when, and in which revision
alter table registration_step add column touched text default '{}' not null;
-- keys of the fields the vendor wants changed, separated by blanks
alter table registration_step add column refused_fields varchar(2000) default '' not null;
-- the address of public keys at which a private one was found
alter table registration_step add column leaking_jwks varchar(2048);

-- until when a retiring version is kept at least
alter table credential add column keep_until timestamp(6) with time zone;
