//! NIfTI-1 files, one volume each, `.nii` or `.nii.gz`.

use std::io::{Cursor, Read};
use std::path::Path;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use hevesy_library::{Problem, files};
use nifti::volume::RandomAccessNiftiVolume;
use nifti::{Endianness, InMemNiftiVolume, NiftiHeader};

use crate::volume::{Grid, Volume};

/// Bytes of the header and the four that say whether extensions follow.
const HEADER: usize = 348;
const DATA_AT: usize = 352;

/// Most bytes between header and values.
const MOST_EXTENSIONS: u64 = 1 << 20;

/// Most bytes of a file as it lies on the disc.
const MOST_BYTES: u64 = 1 << 34;

const REMEDY: &str = "give one volume as NIfTI-1, .nii or .nii.gz";

/// Reads a volume of at most so many voxels. What the header says is checked before anything is made room for.
///
/// # Errors
/// A file that cannot be read, is no NIfTI-1, is cut short, holds more than one volume or more voxels than that, or values that are not finite.
pub fn read(path: &Path, most_voxels: usize) -> Result<Volume, Problem> {
    of_bytes(&path.display().to_string(), &files::read_bytes(path, MOST_BYTES)?, most_voxels)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an offset above zero, places below 65536"
)]
fn of_bytes(name: &str, bytes: &[u8], most_voxels: usize) -> Result<Volume, Problem> {
    let wrong = |what: String| Problem::new(name, what, REMEDY);
    let packed = bytes.starts_with(&[0x1f, 0x8b]);
    let mut source: Box<dyn Read + '_> =
        if packed { Box::new(GzDecoder::new(bytes)) } else { Box::new(bytes) };
    let mut head = vec![0; HEADER];
    source
        .read_exact(&mut head)
        .map_err(|_| wrong("is no NIfTI-1 file: its header is cut short or damaged".to_owned()))?;
    let header = NiftiHeader::from_reader(Cursor::new(&head))
        .map_err(|e| wrong(format!("is no NIfTI-1 file: {e}")))?;
    if !header.magic.starts_with(b"n+1") {
        return Err(wrong("keeps its values in another file, or is no NIfTI-1 file".to_owned()));
    }
    let dim = header.dim().map_err(|e| wrong(format!("has an unreadable number of voxels: {e}")))?;
    if dim.len() < 3 || dim.iter().skip(3).any(|n| *n > 1) || dim.contains(&0) {
        return Err(wrong(format!("holds {dim:?} values, not one volume along x, y, z")));
    }
    let size: [usize; 3] = std::array::from_fn(|i| usize::from(dim[i]));
    let voxels = size.iter().product::<usize>();
    if voxels > most_voxels {
        let what = format!(
            "holds {voxels} voxels ({} × {} × {}), more than the {most_voxels} that memory is allowed for",
            size[0], size[1], size[2]
        );
        return Err(Problem::new(name, what, "crop or resample it, or allow more memory"));
    }
    let voxel_mm: [f64; 3] =
        std::array::from_fn(|i| f64::from(header.pixdim[i + 1]).abs() * unit_mm(&header));
    if !voxel_mm.iter().all(|side| side.is_finite() && *side > 0.0) {
        return Err(wrong(format!("has voxels of {voxel_mm:?} mm")));
    }
    let offset = header.vox_offset.max(HEADER as f32) as u64 - HEADER as u64;
    if offset > MOST_EXTENSIONS {
        return Err(wrong(format!("begins its values {offset} bytes after its header")));
    }
    std::io::copy(&mut source.by_ref().take(offset), &mut std::io::sink())
        .map_err(|_| wrong("is cut short or damaged before its values".to_owned()))?;
    let volume = InMemNiftiVolume::from_reader(source, &header)
        .map_err(|_| wrong("is cut short or damaged".to_owned()))?;
    let mut coordinates = vec![0_u16; dim.len()];
    let mut values = Vec::with_capacity(voxels);
    for place in 0..voxels {
        for (axis, at) in
            [place % size[0], place / size[0] % size[1], place / (size[0] * size[1])].into_iter().enumerate()
        {
            coordinates[axis] = at as u16;
        }
        let value = volume
            .get_f32(&coordinates)
            .map_err(|e| wrong(format!("has values that cannot be read: {e}")))?;
        if !value.is_finite() {
            let what = format!("has a value of {value} at voxel {:?}", &coordinates[..3]);
            return Err(Problem::new(name, what, "set such voxels to a number, 0 where there is nothing"));
        }
        values.push(value);
    }
    Ok(Volume { name: name.to_owned(), grid: Grid { size, voxel_mm }, values, header: head })
}

/// Length of the file's unit; millimetres where it says nothing.
fn unit_mm(header: &NiftiHeader) -> f64 {
    match header.xyzt_units & 7 {
        1 => 1e3,
        3 => 1e-3,
        _ => 1.0,
    }
}

/// Rows of the affine matrix that a qform stands for: a unit quaternion, the sides, the sign of the third axis.
fn qform(h: &NiftiHeader) -> [[f64; 4]; 3] {
    let [b, c, d] = [h.quatern_b, h.quatern_c, h.quatern_d].map(f64::from);
    let a = (1.0 - b * b - c * c - d * d).max(0.0).sqrt();
    let sign = if h.pixdim[0] < 0.0 { -1.0 } else { 1.0 };
    let side = [1, 2, 3].map(|i| f64::from(h.pixdim[i]));
    let side = [side[0], side[1], sign * side[2]];
    let turn = [
        [a * a + b * b - c * c - d * d, 2.0 * (b * c - a * d), 2.0 * (b * d + a * c)],
        [2.0 * (b * c + a * d), a * a + c * c - b * b - d * d, 2.0 * (c * d - a * b)],
        [2.0 * (b * d - a * c), 2.0 * (c * d + a * b), a * a + d * d - b * b - c * c],
    ];
    let place = [h.quatern_x, h.quatern_y, h.quatern_z].map(f64::from);
    std::array::from_fn(|i| [turn[i][0] * side[0], turn[i][1] * side[1], turn[i][2] * side[2], place[i]])
}

impl Volume {
    /// A volume with its first voxel at the origin.
    ///
    /// # Panics
    /// A number of values that is not that of the grid, or more than 65535 voxels along an axis.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "as many as the format can say, in single precision")]
    pub fn new(name: &str, grid: Grid, values: Vec<f32>) -> Self {
        assert!(grid.size.iter().all(|n| *n <= usize::from(u16::MAX)), "too many voxels along an axis");
        let mut header = vec![0_u8; HEADER];
        let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, &(HEADER as i32).to_le_bytes());
        put(40, &3_u16.to_le_bytes());
        for axis in 0..3 {
            let side = grid.voxel_mm[axis] as f32;
            put(42 + 2 * axis, &(grid.size[axis] as u16).to_le_bytes());
            put(80 + 4 * axis, &side.to_le_bytes());
            // The rows of the sform: millimetres along each axis.
            put(280 + 20 * axis, &side.to_le_bytes());
        }
        for unused in 4..8 {
            put(40 + 2 * unused, &1_u16.to_le_bytes());
        }
        put(123, &[2]);
        put(254, &1_u16.to_le_bytes());
        put(344, b"n+1\0");
        Self { name: name.to_owned(), grid, values: Vec::new(), header }.with(values)
    }

    /// Places in mm of the eight corner voxels, by the header's sform or else its qform; none where it has neither.
    pub(crate) fn corners_mm(&self) -> Option<[[f64; 3]; 8]> {
        let h = NiftiHeader::from_reader(Cursor::new(&self.header)).ok()?;
        let rows: [[f64; 4]; 3] = if h.sform_code > 0 {
            [h.srow_x, h.srow_y, h.srow_z].map(|row| row.map(f64::from))
        } else if h.qform_code > 0 {
            qform(&h)
        } else {
            return None;
        };
        Some(std::array::from_fn(|corner| {
            let at: [f64; 3] = std::array::from_fn(|axis| {
                let last = if corner >> axis & 1 == 1 { self.grid.size[axis] - 1 } else { 0 };
                last as f64
            });
            rows.map(|r| (r[0] * at[0] + r[1] * at[1] + r[2] * at[2] + r[3]) * unit_mm(&h))
        }))
    }

    /// Writes it as packed single precision, with place and orientation of the file that its grid came from.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn write(&self, path: &Path, description: &str) -> Result<(), Problem> {
        let cannot = |e: std::io::Error| {
            Problem::new(path.display().to_string(), format!("cannot be written: {e}"), "check the folder")
        };
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        let written = std::io::Write::write_all(&mut encoder, &self.bytes(description));
        let packed = written.and_then(|()| encoder.finish()).map_err(cannot)?;
        files::write_whole(path, &packed)
    }

    fn bytes(&self, description: &str) -> Vec<u8> {
        let little = NiftiHeader::from_reader(Cursor::new(&self.header))
            .map_or(true, |h| matches!(h.endianness, Endianness::Little));
        let mut head = self.header.clone();
        head.resize(DATA_AT, 0);
        let short = |n: u16| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        let float = |x: f32| if little { x.to_le_bytes() } else { x.to_be_bytes() };
        let mut put = |at: usize, bytes: &[u8]| head[at..at + bytes.len()].copy_from_slice(bytes);
        // Three dimensions; single precision; values after the header, unscaled; no range of grey values.
        put(40, &short(3));
        for unused in 4..8 {
            put(40 + 2 * unused, &short(1));
        }
        put(70, &short(16));
        put(72, &short(32));
        put(108, &float(DATA_AT as f32));
        put(112, &float(1.0));
        put(116, &float(0.0));
        put(124, &float(0.0));
        put(128, &float(0.0));
        let mut text = [0_u8; 80];
        for (place, byte) in text.iter_mut().take(79).zip(description.bytes()) {
            *place = byte;
        }
        put(148, &text);
        put(348, &[0; 4]);
        head.extend(self.values.iter().flat_map(|v| float(*v)));
        head
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(size: [usize; 3], side: f32, values: &[f32]) -> Vec<u8> {
        Volume::new("test", Grid { size, voxel_mm: [f64::from(side); 3] }, values.to_vec())
            .bytes("made by a test")
    }

    #[test]
    fn exact_what_is_written_is_read() {
        let values: Vec<f32> = (0..24_u8).map(|i| f32::from(i) * 0.5 - 3.0).collect();
        let bytes = file([2, 3, 4], 4.42, &values);
        let volume = of_bytes("a.nii", &bytes, 24).unwrap();
        assert_eq!((volume.grid.size, &volume.values), ([2, 3, 4], &values));
        assert!((volume.grid.voxel_mm[1] - 4.42).abs() < 1e-6);
        let again = of_bytes("b.nii", &volume.bytes("again"), 24).unwrap();
        assert_eq!(again.values, values);
        assert!(volume.same_grid(&again).is_ok());
        let other = of_bytes("c.nii", &file([2, 3, 4], 4.5, &values), 24).unwrap();
        assert!(volume.same_grid(&other).unwrap_err().what.contains("4.5000"));
    }

    #[test]
    fn exact_bad_files_are_refused() {
        let values = vec![1.0; 24];
        let bytes = file([2, 3, 4], 4.42, &values);
        for (bytes, most, what) in [
            (&b"no volume"[..], 24, "cut short"),
            (&bytes[..bytes.len() - 1], 24, "cut short"),
            (&bytes[..], 23, "24 voxels (2 × 3 × 4), more than the 23"),
            (&[&bytes[..44], &[0, 0], &bytes[46..]].concat(), 24, "must be positive"),
            (&file([1, 1, 1], 0.0, &[1.0])[..], 24, "voxels of"),
            (&file([1, 1, 1], 1.0, &[f32::NAN])[..], 24, "value of NaN"),
        ] {
            let problem = of_bytes("a.nii", bytes, most).unwrap_err().to_string();
            assert!(problem.contains(what), "{problem}");
        }
    }

    proptest! {
        #[test]
        fn law_no_bytes_panic(mut bytes: Vec<u8>, at in 0_usize..400, byte: u8) {
            let _ = of_bytes("a.nii", &bytes, 1000);
            let mut good = file([2, 2, 2], 1.0, &[0.5; 8]);
            let at = at.min(good.len() - 1);
            good[at] = byte;
            let _ = of_bytes("a.nii", &good, 1000);
            bytes.splice(0..0, good);
            let _ = of_bytes("a.nii", &bytes, 1000);
        }
    }
}
