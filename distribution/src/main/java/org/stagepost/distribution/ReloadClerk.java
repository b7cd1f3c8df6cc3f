package org.stagepost.distribution;

import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import org.stagepost.distribution.control.Clerk;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.launch.SettingsException;

/** Lets this process read its settings again: {@code reload}. */
final class ReloadClerk implements Clerk {
    private final Reload reload;

    @Inject
    ReloadClerk(Reload reload) {
        this.reload = reload;
    }

    @Override
    public boolean knows(String duty) {
        return duty.equals("reload");
    }

    @Override
    public List<String> answer(List<String> order) throws RefusedException {
        try {
            return reload.now();
        } catch (SettingsException e) {
            throw new RefusedException(e.getMessage() + "; everything stays as it was", e);
        } catch (IOException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }
}
