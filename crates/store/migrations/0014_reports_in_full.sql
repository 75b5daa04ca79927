-- What a report lacked: which failure was shown, and from where it came, so that a flood of them is told apart from what members tell.

-- The entry of the catalogue.
ALTER TABLE problem_reports ADD COLUMN code {text};
-- `member`, `traced` or `stranger`.
ALTER TABLE problem_reports ADD COLUMN standing {text} NOT NULL DEFAULT 'stranger';
-- An IPv4 address, or the network of an IPv6 one.
ALTER TABLE problem_reports ADD COLUMN address {text} NOT NULL DEFAULT '';
UPDATE problem_reports SET standing = 'traced' WHERE reference IS NOT NULL;
UPDATE problem_reports SET standing = 'member' WHERE user_id IS NOT NULL;
CREATE INDEX problem_reports_by_standing ON problem_reports (tenant_id, standing, address) WHERE closed_at IS NULL;
