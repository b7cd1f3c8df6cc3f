package org.stagepost.directory;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** One connection, whole transactions, and tables brought up to date by numbered scripts. Not for several threads at once. */
final class Database implements Closeable {
    private static final List<String> MIGRATIONS = List.of("0001-accounts.sql");
    private static final String H2 = "org.h2.Driver";
    /** H2: the file is locked by another process. */
    private static final int IN_USE = 90020;

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
        String path = file.toAbsolutePath().toString();
        if (path.indexOf(';') >= 0) throw new DirectoryException("a data folder's name must not hold a semicolon");
        return "jdbc:h2:file:" + path
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
    }

    /** @throws DirectoryException when another process has it, or it cannot be opened */
    static Database open(String url) throws DirectoryException {
        try {
            Database database = new Database(connect(url));
            database.connection.setAutoCommit(false);
            database.migrate();
            return database;
        } catch (SQLException e) {
            if (e.getErrorCode() == IN_USE)
                throw new DirectoryException("the directory is open in another process; is the server running?", e);
            throw new DirectoryException("the directory's database cannot be opened: " + e.getMessage(), e);
        }
    }

    /** H2 is named, since the driver manager looks for drivers in every jar of the class path; others are found by it. */
    private static Connection connect(String url) throws SQLException {
        if (!url.startsWith("jdbc:h2:")) return DriverManager.getConnection(url);
        try {
            Driver driver = Class.forName(H2)
                    .asSubclass(Driver.class)
                    .getDeclaredConstructor()
                    .newInstance();
            Connection connection = driver.connect(url, new Properties());
            if (connection == null) throw new SQLException(H2 + " does not take " + url);
            return connection;
        } catch (ReflectiveOperationException e) {
            throw new SQLException(H2 + " is missing in this build", e);
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
