-- What an administrator may do (`scope` says over what). Those from before this were all enrolled by a set-up link, which makes owners.
ALTER TABLE administrators ADD COLUMN role {text} NOT NULL DEFAULT 'owner';
