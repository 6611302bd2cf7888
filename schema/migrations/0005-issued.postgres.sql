-- What was issued cannot be changed or taken away, by whatever hand.

CREATE TRIGGER edition_fixed BEFORE UPDATE OR DELETE ON edition FOR EACH ROW EXECUTE FUNCTION chancery_unalterable();
CREATE TRIGGER edition_kept BEFORE TRUNCATE ON edition FOR EACH STATEMENT EXECUTE FUNCTION chancery_unalterable();
CREATE TRIGGER edition_file_fixed BEFORE UPDATE OR DELETE ON edition_file FOR EACH ROW EXECUTE FUNCTION chancery_unalterable();
CREATE TRIGGER edition_file_kept BEFORE TRUNCATE ON edition_file FOR EACH STATEMENT EXECUTE FUNCTION chancery_unalterable();
