-- Connections that exist go on as before; new ones follow their application.
alter table practice_connection add column read_only boolean default false not null;
-- Null to go by the scopes that a connection asks for.
alter table application add column read_only boolean;
