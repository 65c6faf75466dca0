//! What is written is what is read.
#![allow(clippy::unwrap_used, reason = "a test")]

use hevesy_table::{Column, Table};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::file::reader::{FileReader, SerializedFileReader};

fn table() -> Table {
    let days: Vec<Option<f64>> = (0..3000).map(|i| (i % 7 != 3).then_some(0.1 * f64::from(i))).collect();
    let names =
        (0..3000).map(|i| if i < 1500 { "lesion 1".into() } else { "a \"b\", c".to_owned() }).collect();
    Table::of(vec![("quantity", Column::Text(names)), ("day", Column::Number(days))])
}

#[test]
fn exact_parquet_comes_back() {
    let bytes = table().parquet().unwrap();
    assert_eq!(&bytes[..4], b"PAR1");
    assert_eq!(bytes, table().parquet().unwrap());
    let file = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    assert_eq!(file.metadata().file_metadata().num_rows(), 3000);
    let group = file.get_row_group(0).unwrap();
    let (mut names, mut days, mut known) = (Vec::<ByteArray>::new(), Vec::new(), Vec::new());
    let reader = group.get_column_reader(0).unwrap();
    parquet::column::reader::get_typed_column_reader::<ByteArrayType>(reader)
        .read_records(3000, None, None, &mut names)
        .unwrap();
    assert_eq!(names[0].as_utf8().unwrap(), "lesion 1");
    assert_eq!(names[2999].as_utf8().unwrap(), "a \"b\", c");
    let reader = group.get_column_reader(1).unwrap();
    parquet::column::reader::get_typed_column_reader::<DoubleType>(reader)
        .read_records(3000, Some(&mut known), None, &mut days)
        .unwrap();
    assert_eq!(days.len(), (0..3000).filter(|i| i % 7 != 3).count());
    assert_eq!((known[3], known[4], days[3]), (0, 1, 0.1 * 4.0));
}

#[test]
fn exact_text_with_commas_is_quoted() {
    let csv = table().csv();
    assert!(csv.contains("\n\"a \"\"b\"\", c\",299.8\n"));
}
