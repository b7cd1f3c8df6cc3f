package org.stagepost.distribution;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import org.stagepost.directory.AccountMail;
import org.stagepost.directory.JdbcDirectory;
import org.stagepost.distribution.control.Clerk;
import org.stagepost.distribution.control.DirectoryClerk;
import org.stagepost.distribution.control.MailboxClerk;
import org.stagepost.distribution.control.StoreClerk;
import org.stagepost.distribution.status.IndexSymptom;
import org.stagepost.distribution.status.Symptom;

/** The process that owns the store's index also writes the directory, and answers orders about both. */
final class OwnerModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(KeptMail.class).in(Singleton.class);
        bind(RemovedMail.class).in(Singleton.class);
        bind(LiveDomains.class);
        Multibinder.newSetBinder(binder(), Live.class).addBinding().to(LiveDomains.class);
        bind(OwnersChores.class).in(Singleton.class);
        Multibinder.newSetBinder(binder(), Chore.class).addBinding().to(OwnersChores.class);
        bind(Tidying.class).in(Singleton.class);
        Multibinder.newSetBinder(binder(), Chore.class).addBinding().to(Tidying.class);
        bind(AccountMail.class).to(ServedMail.class);
        bind(ServedMail.class).in(Singleton.class);
        bind(JdbcDirectory.class).in(Singleton.class);
        bind(ConfiguredDomains.class).in(Singleton.class);
        bind(IndexSymptom.class);
        Multibinder.newSetBinder(binder(), Symptom.class).addBinding().to(IndexSymptom.class);
        Multibinder<Clerk> clerks = Multibinder.newSetBinder(binder(), Clerk.class);
        clerks.addBinding().to(DirectoryClerk.class);
        clerks.addBinding().to(StoreClerk.class);
        clerks.addBinding().to(MailboxClerk.class);
        bind(DirectoryClerk.class);
        bind(StoreClerk.class);
        bind(MailboxClerk.class);
    }
}
