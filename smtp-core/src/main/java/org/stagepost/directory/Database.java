package org.stagepost.directory;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stagepost.jdbc.Jdbc;

/** One connection, whole transactions, and tables brought up to date by numbered scripts. Not for several threads at once. */
final class Database implements Closeable {
    private static final List<String> MIGRATIONS =
            List.of("0001-accounts.sql", "0002-more-logins.sql", "0003-send-as.sql", "0004-account-settings.sql");

    private final Connection connection;
    private final boolean h2;

    /** Work within a transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException, DirectoryException;
    }

    /** One row of a result, to a value. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException, DirectoryException;
    }

    private Database(Connection connection) throws SQLException {
        this.connection = connection;
        this.h2 = connection.getMetaData().getDatabaseProductName().equals("H2");
    }

    /** The URL of an H2 file; its folder must be closed to others, since the file holds password hashes. */
    static String url(Path file) throws DirectoryException {
        try {
            return Jdbc.h2(file);
        } catch (SQLException e) {
            throw new DirectoryException(String.valueOf(e.getMessage()), e);
        }
    }

    /** @throws DirectoryException when another process has it, or it cannot be opened */
    static Database open(String url) throws DirectoryException {
        try {
            Database database = new Database(Jdbc.connect(url));
            database.connection.setAutoCommit(false);
            database.migrate();
            return database;
        } catch (SQLException e) {
            if (Jdbc.isInUse(e))
                throw new DirectoryException("the directory is open in another process; is the server running?", e);
            throw new DirectoryException("the directory's database cannot be opened: " + e.getMessage(), e);
        }
    }

    /** All of the work is durable when this returns, or none of it has happened. */
    <T> T transaction(Work<T> work) throws DirectoryException {
        boolean committed = false;
        try {
            T result = work.run();
            connection.commit();
            committed = true;
            if (h2) execute("CHECKPOINT SYNC");
            return result;
        } catch (SQLException e) {
            throw new DirectoryException("the directory's database failed: " + e.getMessage(), e);
        } finally {
            if (!committed) rollback();
        }
    }

    /** Runs one statement with bound parameters; returns how many rows it changed. */
    int update(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    <T> List<T> query(String sql, Row<T> row, Object... parameters) throws SQLException, DirectoryException {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<T> results = new ArrayList<>();
            while (rows.next()) results.add(row.read(rows));
            return results;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) statement.setObject(i + 1, parameters[i]);
        return statement;
    }

    private void migrate() throws SQLException, DirectoryException {
        execute("CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, script VARCHAR(64) NOT"
                + " NULL)");
        connection.commit();
        List<String> done = query("SELECT script FROM migration ORDER BY number", row -> row.getString(1));
        if (done.size() > MIGRATIONS.size()
                || !MIGRATIONS.subList(0, done.size()).equals(done))
            throw new DirectoryException("the directory was written by a newer version: " + done);
        for (int i = done.size(); i < MIGRATIONS.size(); i++) {
            for (String statement : script(MIGRATIONS.get(i)).split(";\n")) execute(statement);
            update("INSERT INTO migration (number, script) VALUES (?, ?)", (long) i, MIGRATIONS.get(i));
            connection.commit();
        }
    }

    private static String script(String name) throws DirectoryException {
        try (@Nullable InputStream script = Database.class.getResourceAsStream(name)) {
            if (script == null) throw new DirectoryException(name + " is missing in this build");
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new DirectoryException(name + " cannot be read", e);
        }
    }

    private void execute(String fixed) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(fixed);
        }
    }

    private void rollback() throws DirectoryException {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new DirectoryException("the directory's database failed: " + e.getMessage(), e);
        }
    }
}
