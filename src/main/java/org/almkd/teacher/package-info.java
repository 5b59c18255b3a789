/**
 * What teachers say: the pass that writes their logits once into the store, logits imported from
 * elsewhere, and reading them back. Nothing is trained here.
 */
package org.almkd.teacher;
