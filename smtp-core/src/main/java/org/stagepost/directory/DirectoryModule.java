package org.stagepost.directory;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.TypeLiteral;
import java.util.Set;
import org.stagepost.sasl.Authenticator;
import org.stagepost.sasl.Legacy;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.sasl.Mechanisms.Plus;

/** What every server needs of the directory; its one writer, {@link JdbcDirectory}, is bound by whoever runs it. */
public final class DirectoryModule extends AbstractModule {
    private final DirectoryConfig config;

    public DirectoryModule(DirectoryConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        bind(DirectoryConfig.class).toInstance(config);
        bind(InClear.class).toInstance(config.inClear());
        bind(Plus.class).toInstance(config.plus());
        bind(SnapshotFile.class).in(Singleton.class);
        bind(SnapshotDirectory.class).in(Singleton.class);
        bind(Directory.class).to(SnapshotDirectory.class);
        bind(new TypeLiteral<Set<Legacy>>() {}).toInstance(config.legacy());
        bind(LastUses.class).in(Singleton.class);
        bind(Vault.class).in(Singleton.class);
        bind(PasswordAuthenticator.class).in(Singleton.class);
        bind(Authenticator.class).to(PasswordAuthenticator.class);
        bind(Mechanisms.class).in(Singleton.class);
    }
}
