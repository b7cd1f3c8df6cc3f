package org.stagepost.mailstore.index;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.stagepost.jdbc.Jdbc;

/**
 * The index's tables, and every statement about what is known of messages. One connection writes (by one thread) and one
 * reads, each with its own lock: what is being written holds up nobody who reads. Commits are not forced: what is lost is
 * read again.
 */
final class IndexTables implements Closeable {
    /** What a base name and a structure may measure to be kept; a longer one is read from the file each time. */
    private static final int MAX_NAME = 255;

    private static final int MAX_STRUCTURE = 256 << 10;

    /** Rows of one look: a block of messages, and some of its neighbours where names are not in the order of UIDs. */
    private static final int MOST = 1_024;

    /** Of the tables below. Another number in a file means that another version wrote it: it is made anew. */
    private static final int EDITION = 3;

    private static final String TABLES = """
        CREATE TABLE edition (number BIGINT NOT NULL PRIMARY KEY);
        CREATE TABLE message (
            account_id BIGINT NOT NULL,
            mailbox_id BIGINT NOT NULL,
            name VARCHAR(255) NOT NULL,
            octets BIGINT NOT NULL,
            internal_date BIGINT NOT NULL,
            email_id VARCHAR(64) NOT NULL,
            preview VARCHAR(1000) NOT NULL,
            structure BYTEA NOT NULL,
            PRIMARY KEY (account_id, mailbox_id, name));
        """ + Pictures.TABLES;
    private static final String LEARN =
            "INSERT INTO message (account_id, mailbox_id, name, octets, internal_date, email_id, preview, structure)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String DROP = "DELETE FROM message WHERE account_id = ? AND mailbox_id = ? AND name = ?";
    private static final String REMOVE = "DELETE FROM message WHERE account_id = ? AND mailbox_id = ?";
    private static final String MOVE =
            "UPDATE message SET account_id = ?, mailbox_id = ? WHERE account_id = ? AND mailbox_id = ?";
    private static final String FORGET = "DELETE FROM message WHERE account_id = ?";
    private static final String READ = "SELECT name, octets, internal_date, email_id, preview, structure FROM message"
            + " WHERE account_id = ? AND mailbox_id = ? AND name BETWEEN ? AND ? ORDER BY name FETCH FIRST " + MOST
            + " ROWS ONLY";

    private final Connection writing;
    private final Connection reading;
    private final ReentrantLock readLock = new ReentrantLock();

    private IndexTables(Connection writing, Connection reading) {
        this.writing = writing;
        this.reading = reading;
    }

    /** @param file without H2's suffix, in a folder that is closed to others */
    static IndexTables open(Path file) throws SQLException {
        String url = Jdbc.h2(file) + ";CACHE_SIZE=8192";
        Connection writing = Jdbc.connect(url);
        try {
            prepare(writing);
            writing.setAutoCommit(false);
            return new IndexTables(writing, Jdbc.connect(url));
        } catch (SQLException | RuntimeException e) {
            writing.close();
            throw e;
        }
    }

    private static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (edition(connection) == EDITION) return;
            statement.execute("DROP ALL OBJECTS");
            for (String table : TABLES.strip().split(";\\s*", 0)) statement.execute(table);
            statement.execute("INSERT INTO edition (number) VALUES (" + EDITION + ")");
        }
    }

    private static long edition(Connection connection) throws SQLException {
        try (ResultSet table = connection.getMetaData().getTables(null, null, "edition", null)) {
            if (!table.next()) return 0;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT number FROM edition")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** All of these, in one transaction. */
    void write(List<Change> changes) throws SQLException {
        try (PreparedStatement learn = writing.prepareStatement(LEARN)) {
            int learned = 0;
            for (Change change : changes) {
                if (change instanceof Change.Learned one) {
                    if (add(learn, one)) learned++;
                    continue;
                }
                if (learned > 0) learn.executeBatch();
                learned = 0;
                apply(change);
            }
            if (learned > 0) learn.executeBatch();
        }
        writing.commit();
    }

    private static boolean add(PreparedStatement learn, Change.Learned change) throws SQLException {
        Known known = change.known();
        if (change.name().length() > MAX_NAME || known.structure().length > MAX_STRUCTURE) return false;
        learn.setLong(1, change.mailbox().account());
        learn.setLong(2, change.mailbox().mailbox());
        learn.setString(3, change.name());
        learn.setLong(4, known.octets());
        learn.setLong(5, known.date());
        learn.setString(6, known.id());
        learn.setString(7, known.preview());
        learn.setBytes(8, known.structure());
        learn.addBatch();
        return true;
    }

    private void apply(Change change) throws SQLException {
        switch (change) {
            case Change.Learned learned -> throw new IllegalArgumentException("is added in batches");
            case Change.Dropped(MailboxKey mailbox, List<String> names) -> {
                for (String name : names) update(DROP, mailbox.account(), mailbox.mailbox(), name);
            }
            case Change.Pictured(MailboxKey mailbox, Picture picture) -> Pictures.keep(writing, mailbox, picture);
            case Change.Moved(MailboxKey from, MailboxKey to) -> {
                Pictures.move(writing, from, to);
                update(REMOVE, to.account(), to.mailbox());
                update(MOVE, to.account(), to.mailbox(), from.account(), from.mailbox());
            }
            case Change.Removed(MailboxKey mailbox) -> {
                Pictures.remove(writing, mailbox);
                update(REMOVE, mailbox.account(), mailbox.mailbox());
            }
            case Change.Forgotten forgotten -> {
                Pictures.forget(writing, forgotten.account());
                update(FORGET, forgotten.account());
            }
        }
    }

    private void update(String sql, Object... parameters) throws SQLException {
        Pictures.update(writing, sql, parameters);
    }

    Optional<Picture> picture(MailboxKey mailbox, String files) throws SQLException, IOException {
        Optional<Pictures.Kept> kept;
        readLock.lock();
        try {
            kept = Pictures.find(reading, mailbox, files);
        } finally {
            readLock.unlock();
        }
        return kept.isEmpty() ? Optional.empty() : kept.get().picture();
    }

    Map<String, Known> read(MailboxKey mailbox, String first, String last) throws SQLException {
        readLock.lock();
        try (PreparedStatement statement = reading.prepareStatement(READ)) {
            statement.setLong(1, mailbox.account());
            statement.setLong(2, mailbox.mailbox());
            statement.setString(3, first);
            statement.setString(4, last);
            Map<String, Known> found = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) found.put(rows.getString(1), known(rows));
            }
            return found;
        } finally {
            readLock.unlock();
        }
    }

    private static Known known(ResultSet row) throws SQLException {
        return new Known(row.getLong(2), row.getLong(3), row.getString(4), row.getString(5), row.getBytes(6));
    }

    @Override
    public void close() {
        readLock.lock();
        try (Connection one = writing;
                Connection other = reading) {
            one.rollback();
        } catch (SQLException e) {
            // It was given up already; what it held is in the messages' files.
        } finally {
            readLock.unlock();
        }
    }
}
