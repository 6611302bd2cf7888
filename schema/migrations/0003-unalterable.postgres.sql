-- What was recorded cannot be changed or taken away, by whatever hand.

CREATE FUNCTION chancery_unalterable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% cannot be changed or deleted', TG_TABLE_NAME;
END $$;
CREATE FUNCTION chancery_superseded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.until IS NOT NULL OR NEW.until IS NULL OR NEW.until <= OLD.seq
    OR to_jsonb(NEW) - 'until' IS DISTINCT FROM to_jsonb(OLD) - 'until' THEN
    RAISE EXCEPTION 'a revision cannot be changed, and is superseded once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER revision_stays BEFORE DELETE ON revision FOR EACH ROW EXECUTE FUNCTION chancery_unalterable();
CREATE TRIGGER revision_fixed BEFORE UPDATE ON revision FOR EACH ROW EXECUTE FUNCTION chancery_superseded();
CREATE TRIGGER revision_kept BEFORE TRUNCATE ON revision FOR EACH STATEMENT EXECUTE FUNCTION chancery_unalterable();
CREATE TRIGGER audit_fixed BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION chancery_unalterable();
CREATE TRIGGER audit_kept BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION chancery_unalterable();
CREATE TRIGGER snapshot_fixed BEFORE UPDATE OR DELETE ON snapshot FOR EACH ROW EXECUTE FUNCTION chancery_unalterable();
CREATE TRIGGER snapshot_kept BEFORE TRUNCATE ON snapshot FOR EACH STATEMENT EXECUTE FUNCTION chancery_unalterable();
