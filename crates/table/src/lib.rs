//! Tables of text and numbers as CSV, for people, and as Parquet, for programs.
//!
//! ```
//! use hevesy_table::{Column, Table};
//! let table = Table::of(vec![
//!     ("quantity", Column::Text(vec!["platelets".into(), "platelets".into()])),
//!     ("day", Column::Number(vec![Some(0.0), Some(7.0)])),
//!     ("low95", Column::Number(vec![None, Some(181.5)])),
//! ]);
//! assert_eq!(table.csv(), "quantity,day,low95\nplatelets,0,\nplatelets,7,181.5\n");
//! ```

use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Text in every row.
    Text(Vec<String>),
    /// Numbers, in some rows missing.
    Number(Vec<Option<f64>>),
}

/// Columns of one length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    columns: Vec<(&'static str, Column)>,
}

impl Column {
    fn rows(&self) -> usize {
        match self {
            Self::Text(rows) => rows.len(),
            Self::Number(rows) => rows.len(),
        }
    }

    /// A cell as CSV has it: numbers to seven digits, text in quotes where it needs them.
    fn cell(&self, row: usize) -> String {
        match self {
            Self::Text(rows) => match &rows[row] {
                text if text.contains([',', '"', '\n']) => format!("\"{}\"", text.replace('"', "\"\"")),
                text => text.clone(),
            },
            Self::Number(rows) => rows[row].map_or_else(String::new, seven_digits),
        }
    }
}

/// The shortest text of a number rounded to seven digits.
fn seven_digits(x: f64) -> String {
    format!("{x:.6e}").parse().map_or_else(|_| String::new(), |x: f64| (x + 0.0).to_string())
}

impl Table {
    /// A table of these columns, which have the same number of rows.
    #[must_use]
    pub fn of(columns: Vec<(&'static str, Column)>) -> Self {
        debug_assert!(columns.windows(2).all(|c| c[0].1.rows() == c[1].1.rows()));
        Self { columns }
    }

    fn rows(&self) -> usize {
        self.columns.first().map_or(0, |c| c.1.rows())
    }

    /// As CSV with one line of names.
    #[must_use]
    pub fn csv(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|c| c.0).collect();
        let mut out = names.join(",") + "\n";
        for row in 0..self.rows() {
            let cells: Vec<String> = self.columns.iter().map(|c| c.1.cell(row)).collect();
            out += &cells.join(",");
            out.push('\n');
        }
        out
    }

    /// As a Parquet file: text as UTF-8, numbers as doubles that may be missing. The same table gives the same bytes.
    ///
    /// # Errors
    /// What the format cannot hold, such as two columns of one name.
    pub fn parquet(&self) -> Result<Vec<u8>, ParquetError> {
        let fields = self.columns.iter().map(|(name, column)| match column {
            Column::Text(_) => format!("required binary {name} (utf8);"),
            Column::Number(_) => format!("optional double {name};"),
        });
        let schema = format!("message table {{ {} }}", fields.collect::<String>());
        let schema = Arc::new(parse_message_type(&schema)?);
        let properties = Arc::new(WriterProperties::builder().set_created_by("hevesy".into()).build());
        let mut out = Vec::new();
        let mut file = SerializedFileWriter::new(&mut out, schema, properties)?;
        let mut group = file.next_row_group()?;
        for (_, column) in &self.columns {
            let Some(mut writer) = group.next_column()? else { break };
            match column {
                Column::Text(rows) => {
                    let values: Vec<ByteArray> = rows.iter().map(|t| t.as_str().into()).collect();
                    writer.typed::<ByteArrayType>().write_batch(&values, None, None)?;
                }
                Column::Number(rows) => {
                    let known: Vec<i16> = rows.iter().map(|x| i16::from(x.is_some())).collect();
                    let values: Vec<f64> = rows.iter().copied().flatten().collect();
                    writer.typed::<DoubleType>().write_batch(&values, Some(&known), None)?;
                }
            }
            writer.close()?;
        }
        group.close()?;
        file.close()?;
        Ok(out)
    }
}
