/**
 * Settings from one TOML file, strict Guice wiring, and services started in order and stopped in reverse. The only package
 * beside the modules' own wiring that knows Guice.
 */
@NullMarked
package org.stagepost.launch;

import org.jspecify.annotations.NullMarked;
