// The types of icons that the build makes out of lucide's drawings.
/// <reference types="unplugin-icons/types/svelte" />
