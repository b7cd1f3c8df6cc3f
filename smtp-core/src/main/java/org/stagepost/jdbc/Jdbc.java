package org.stagepost.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Connections to databases. */
public final class Jdbc {
    private static final String H2 = "org.h2.Driver";
    private static final String H2_URL = "jdbc:h2:";
    /** H2: the file is locked by another process. */
    private static final int IN_USE = 90020;

    private Jdbc() {}

    /**
     * The URL of an H2 file that speaks PostgreSQL's dialect.
     *
     * @param file without H2's suffix, in a folder that is closed to others: H2 gives its files whatever mode the umask says
     * @throws SQLException when the name would be read as an option
     */
    public static String h2(Path file) throws SQLException {
        String path = file.toAbsolutePath().toString();
        if (path.indexOf(';') >= 0) throw new SQLException("a data folder's name must not hold a semicolon");
        return H2_URL + "file:" + path
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
    }

    /** H2 is named, since the driver manager looks for drivers in every jar of the class path; others are found by it. */
    public static Connection connect(String url) throws SQLException {
        if (!url.startsWith(H2_URL)) return DriverManager.getConnection(url);
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

    /** Whether another process has the file. */
    public static boolean isInUse(SQLException e) {
        return e.getErrorCode() == IN_USE;
    }
}
