-- How a way in reached its member: a code that was told them, a link that was mailed, or a passkey that was made for them at the desk.

ALTER TABLE access_passes ADD COLUMN carrier {text} NOT NULL DEFAULT 'code';
-- To which address a link went.
ALTER TABLE access_passes ADD COLUMN sent_to {text};
