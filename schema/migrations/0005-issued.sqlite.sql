-- What was issued cannot be changed or taken away, by whatever hand.

CREATE TRIGGER edition_stays BEFORE DELETE ON edition BEGIN SELECT RAISE(ABORT, 'an edition cannot be deleted'); END;
CREATE TRIGGER edition_fixed BEFORE UPDATE ON edition BEGIN SELECT RAISE(ABORT, 'an edition cannot be changed'); END;
CREATE TRIGGER edition_file_stays BEFORE DELETE ON edition_file BEGIN SELECT RAISE(ABORT, 'a file of an edition cannot be deleted'); END;
CREATE TRIGGER edition_file_fixed BEFORE UPDATE ON edition_file BEGIN SELECT RAISE(ABORT, 'a file of an edition cannot be changed'); END;
