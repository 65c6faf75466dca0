//! The nuclear decay data of ICRP Publication 107 (A. Endo and K. F. Eckerman, 2008) as data files.
//!
//! They stand in a crate of their own because of their licence: use, copying and distribution are free for
//! educational, research and not-for-profit purposes with the notice in [`LICENSE`]. `generate.py` beside this crate
//! writes them from public Python packages and describes the layout; `hevesy-nuclide` reads them.

/// Half-life, decay modes, progeny and branching of 1252 nuclides (ICRP-107) and atomic masses (AME2020).
pub const NUCLIDES: &str = include_str!("../data/nuclides.csv");

/// Emission lines and continuous beta spectra, in the order of [`NUCLIDES`].
pub const EMISSIONS: &[u8] = include_bytes!("../data/emissions.bin");

/// The notice that must accompany every copy of the data.
pub const LICENSE: &str = include_str!("../LICENSE.ICRP-07");
