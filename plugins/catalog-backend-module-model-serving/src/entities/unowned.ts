/** Owner of what nobody owns: shows as such in the catalog, and keeps the entity valid. */
export const UNOWNED = 'group:default/unowned';
