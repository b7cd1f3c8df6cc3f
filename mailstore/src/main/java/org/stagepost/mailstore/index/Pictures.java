package org.stagepost.mailstore.index;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The index's tables of mailboxes at rest, and every statement about them. */
final class Pictures {
    static final String TABLES = """
        CREATE TABLE mailbox (
            account_id BIGINT NOT NULL,
            mailbox_id BIGINT NOT NULL,
            files VARCHAR NOT NULL,
            folders VARCHAR NOT NULL,
            uid_validity BIGINT NOT NULL,
            uid_next BIGINT NOT NULL,
            highest_modseq BIGINT NOT NULL,
            claimed_uid BIGINT NOT NULL,
            keywords VARCHAR NOT NULL,
            list_lines INTEGER NOT NULL,
            log_lines INTEGER NOT NULL,
            messages INTEGER NOT NULL,
            PRIMARY KEY (account_id, mailbox_id));
        CREATE TABLE page (
            account_id BIGINT NOT NULL,
            mailbox_id BIGINT NOT NULL,
            number BIGINT NOT NULL,
            messages BYTEA NOT NULL,
            PRIMARY KEY (account_id, mailbox_id, number));
        """;
    private static final String WHICH = " WHERE account_id = ? AND mailbox_id = ?";
    private static final String HEADER =
            "SELECT folders, uid_validity, uid_next, highest_modseq, claimed_uid, keywords,"
                    + " list_lines, log_lines, messages FROM mailbox" + WHICH + " AND files = ?";
    private static final String PAGES = "SELECT number, messages FROM page" + WHICH;
    private static final String HANG = "INSERT INTO mailbox VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String ADD = "INSERT INTO page VALUES (?, ?, ?, ?)";
    private static final String TAKE = "DELETE FROM page" + WHICH + " AND number = ?";
    private static final List<String> BOTH = List.of("mailbox", "page");

    private Pictures() {}

    /** A picture as it is kept. */
    record Kept(Picture.Header header, Map<Long, byte[]> pages) {
        /** @throws IOException when a page is damaged */
        Optional<Picture> picture() throws IOException {
            List<Picture.Row> rows = new ArrayList<>(header.messages());
            for (byte[] page : pages.values()) PageCode.decode(page, rows);
            return rows.size() == header.messages() ? Optional.of(new Picture(header, rows)) : Optional.empty();
        }
    }

    /** Puts a picture in place of an earlier one; pages that are the same stay. */
    static void keep(Connection connection, MailboxKey key, Picture picture) throws SQLException {
        Map<Long, byte[]> before = pages(connection, key);
        update(connection, "DELETE FROM mailbox" + WHICH, key.account(), key.mailbox());
        for (Map.Entry<Long, byte[]> page : encoded(picture).entrySet()) {
            byte[] old = before.remove(page.getKey());
            if (Arrays.equals(old, page.getValue())) continue;
            if (old != null) update(connection, TAKE, key.account(), key.mailbox(), page.getKey());
            update(connection, ADD, key.account(), key.mailbox(), page.getKey(), page.getValue());
        }
        for (long number : before.keySet()) update(connection, TAKE, key.account(), key.mailbox(), number);
        hang(connection, key, picture.header());
    }

    private static Map<Long, byte[]> encoded(Picture picture) throws SQLException {
        try {
            return PageCode.pages(picture.rows());
        } catch (IOException e) {
            throw new SQLException("a page cannot be written", e);
        }
    }

    private static void hang(Connection connection, MailboxKey key, Picture.Header header) throws SQLException {
        update(
                connection,
                HANG,
                key.account(),
                key.mailbox(),
                header.files(),
                header.folders(),
                header.uidValidity(),
                header.uidNext(),
                header.highestModSeq(),
                header.claimedUid(),
                String.join(" ", header.keywords()),
                header.lines().list(),
                header.lines().log(),
                header.messages());
    }

    /** The picture that was made while the mailbox's files were these. */
    static Optional<Kept> find(Connection connection, MailboxKey key, String files) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HEADER)) {
            set(statement, key.account(), key.mailbox(), files);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) return Optional.empty();
                Picture.Header header = new Picture.Header(
                        files,
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        PageCode.words(row.getString(6)),
                        new Picture.Lines(row.getInt(7), row.getInt(8)),
                        row.getInt(9));
                return Optional.of(new Kept(header, pages(connection, key)));
            }
        }
    }

    private static Map<Long, byte[]> pages(Connection connection, MailboxKey key) throws SQLException {
        Map<Long, byte[]> pages = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(PAGES)) {
            set(statement, key.account(), key.mailbox());
            try (ResultSet page = statement.executeQuery()) {
                while (page.next()) pages.put(page.getLong(1), page.getBytes(2));
            }
        }
        return pages;
    }

    static void move(Connection connection, MailboxKey from, MailboxKey to) throws SQLException {
        remove(connection, to);
        for (String table : BOTH)
            update(
                    connection,
                    "UPDATE " + table + " SET account_id = ?, mailbox_id = ?" + WHICH,
                    to.account(),
                    to.mailbox(),
                    from.account(),
                    from.mailbox());
    }

    static void remove(Connection connection, MailboxKey key) throws SQLException {
        for (String table : BOTH) update(connection, "DELETE FROM " + table + WHICH, key.account(), key.mailbox());
    }

    static void forget(Connection connection, long account) throws SQLException {
        for (String table : BOTH) update(connection, "DELETE FROM " + table + " WHERE account_id = ?", account);
    }

    static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, parameters);
            return statement.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) statement.setObject(i + 1, parameters[i]);
    }
}
