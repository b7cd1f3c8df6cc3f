package org.stagepost.launch;

import com.google.inject.AbstractModule;

/** First in every list of modules: nothing is bound, proxied or constructed that no line of ours asked for. */
public final class StrictModule extends AbstractModule {
    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().requireAtInjectOnConstructors();
        binder().requireExactBindingAnnotations();
        binder().disableCircularProxies();
    }
}
