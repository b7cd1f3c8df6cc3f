package org.stagepost.distribution;

import static java.util.Objects.requireNonNull;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.stagepost.directory.AccountMail;
import org.stagepost.disk.Disk;
import org.stagepost.disk.ForceSite;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.MailstoreConfig;
import org.stagepost.mailstore.TextIndex;
import org.stagepost.mailstore.maildir.MaildirStore;

/** An account's mail goes along when it is renamed, and is put aside when it is removed: nobody loses mail by one command. */
public final class KeptMail implements AccountMail {
    private static final ForceSite MOVED = new ForceSite("account.moved.directory");

    private final MailstoreConfig config;
    private final Disk disk;
    private final RemovedMail aside;
    private final TextIndex index;

    @Inject
    public KeptMail(MailstoreConfig config, Disk disk, RemovedMail aside, TextIndex index) {
        this.config = config;
        this.disk = disk;
        this.aside = aside;
        this.index = index;
    }

    @Override
    public void renamed(Address from, Address to) throws IOException {
        index.forget(from);
        move(MaildirStore.folder(config, from), MaildirStore.folder(config, to));
    }

    @Override
    public Optional<Kept> removed(Address account) throws IOException {
        index.forget(account);
        Path folder = MaildirStore.folder(config, account);
        Path kept = aside.place().resolve(config.root().relativize(folder));
        return move(folder, kept) ? Optional.of(new Kept(kept, aside.until())) : Optional.empty();
    }

    private boolean move(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) return false;
        if (Files.exists(to)) throw new IOException("there is mail in " + to + " already");
        Path parent = requireNonNull(to.getParent());
        disk.establish(parent, MOVED);
        disk.rename(from, to);
        disk.forceDirectory(parent, MOVED);
        disk.forceDirectory(requireNonNull(from.getParent()), MOVED);
        return true;
    }
}
