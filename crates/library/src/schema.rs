//! The JSON Schema of each kind of library file, from its type.

use schemars::Schema;

use crate::evidence::{Claim, Conflict, Document, Finding, Guideline, LeftOut, Trial};
use crate::{
    Agent, Chelator, Drug, DrugClass, FreeElement, Harm, ImmuneModel, KineticModel, Protocol,
    RadiationWeights, Record, Tissue, Tumour, TumourModel,
};

/// Folder of a kind, and its schema.
type Entry = (&'static str, fn() -> Schema);

fn schema<T: schemars::JsonSchema>() -> Schema {
    schemars::schema_for!(T)
}

/// All kinds of library file.
const KINDS: [Entry; 20] = [
    (Agent::FOLDER, schema::<Agent>),
    (Chelator::FOLDER, schema::<Chelator>),
    (Claim::FOLDER, schema::<Claim>),
    (Conflict::FOLDER, schema::<Conflict>),
    (Document::FOLDER, schema::<Document>),
    (DrugClass::FOLDER, schema::<DrugClass>),
    (Drug::FOLDER, schema::<Drug>),
    (Finding::FOLDER, schema::<Finding>),
    (FreeElement::FOLDER, schema::<FreeElement>),
    (Harm::FOLDER, schema::<Harm>),
    (ImmuneModel::FOLDER, schema::<ImmuneModel>),
    (Guideline::FOLDER, schema::<Guideline>),
    (LeftOut::FOLDER, schema::<LeftOut>),
    (KineticModel::FOLDER, schema::<KineticModel>),
    (Protocol::FOLDER, schema::<Protocol>),
    (RadiationWeights::FOLDER, schema::<RadiationWeights>),
    (Tissue::FOLDER, schema::<Tissue>),
    (Trial::FOLDER, schema::<Trial>),
    (TumourModel::FOLDER, schema::<TumourModel>),
    (Tumour::FOLDER, schema::<Tumour>),
];

/// Folders of all kinds of library file that have a schema.
#[must_use]
pub fn schema_kinds() -> Vec<&'static str> {
    KINDS.iter().map(|(folder, _)| *folder).collect()
}

/// The JSON Schema of the files of a folder.
#[must_use]
pub fn schema_of(folder: &str) -> Option<Schema> {
    KINDS.iter().find(|(f, _)| *f == folder).map(|(_, schema)| schema())
}
