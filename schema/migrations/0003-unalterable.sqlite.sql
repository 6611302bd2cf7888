-- What was recorded cannot be changed or taken away, by whatever hand.

CREATE TRIGGER revision_stays BEFORE DELETE ON revision BEGIN SELECT RAISE(ABORT, 'a revision cannot be deleted'); END;
CREATE TRIGGER revision_fixed BEFORE UPDATE OF seq, record, id, number, origin, recorded_at, recorded_by, reason, action, state, coded,
  marking, release, series, address, news, news_day, known_day, body ON revision
  BEGIN SELECT RAISE(ABORT, 'a revision cannot be changed'); END;
CREATE TRIGGER revision_superseded BEFORE UPDATE OF until ON revision WHEN OLD.until IS NOT NULL OR NEW.until <= OLD.seq
  BEGIN SELECT RAISE(ABORT, 'a revision is superseded once'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail cannot be deleted'); END;
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail cannot be changed'); END;
CREATE TRIGGER snapshot_stays BEFORE DELETE ON snapshot BEGIN SELECT RAISE(ABORT, 'a snapshot cannot be deleted'); END;
CREATE TRIGGER snapshot_fixed BEFORE UPDATE ON snapshot BEGIN SELECT RAISE(ABORT, 'a snapshot cannot be changed'); END;
