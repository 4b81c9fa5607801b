-- Where a browser goes after a launch from inside the EHR.
alter table application add column launch_return_url varchar(2048);

-- Begun by an EHR, not by an invitation: its end user is known at the end only.
alter table connect_session add column launched boolean default false not null;
