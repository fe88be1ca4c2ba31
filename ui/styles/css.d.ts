/** esbuild takes style sheets out of the bundle; for the types they are empty. */
declare module "*.css" {}
