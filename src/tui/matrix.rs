//! The access matrix on the screen: what it was computed to, and where the learner looks. Computed when it is opened,
//! not for every frame.

use crate::cloud::Authorization;
use crate::lesson::{AccessMatrix, Cell};
use crate::report::outline::{Entry, Kind, Place, Sign, outline, visible};
use std::collections::BTreeSet;

/// The matrix that is open.
#[derive(Debug, Clone)]
pub struct MatrixModel {
    /// Of the world with the what-ifs and edits.
    pub matrix: AccessMatrix,
    /// Of the world as the lesson has it; `None` when that is the one on show.
    pub base: Option<AccessMatrix>,
    /// Cells that differ from the base: row and column.
    pub flipped: Vec<(usize, usize)>,
    /// The row selected.
    pub row: usize,
    /// The column selected.
    pub column: usize,
    /// The trace of the selected cell, when it is open.
    pub trace: Option<TraceModel>,
}

/// A trace as an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceModel {
    all: Vec<Entry>,
    turned: BTreeSet<Place>,
    /// The row selected, of those that are visible.
    pub cursor: usize,
}

impl MatrixModel {
    /// A matrix, the cursor at the first cell that differs from the base, if any does.
    pub(super) fn new(matrix: AccessMatrix, base: Option<AccessMatrix>) -> Self {
        let flipped = base.as_ref().map(|base| matrix.differs_from(base)).unwrap_or_default();
        let (row, column) = flipped.first().copied().unwrap_or((0, 0));
        Self { matrix, base, flipped, row, column, trace: None }
    }

    /// The cell of the base that answers the same question; `None` when the base has none such.
    pub fn base_cell(&self, row: usize, column: usize) -> Option<&Cell> {
        let base = self.base.as_ref()?;
        let (principal, request) = (self.matrix.rows.get(row)?, self.matrix.columns.get(column)?);
        let row = base.rows.iter().position(|other| other.kind == principal.kind && other.name == principal.name)?;
        let column = base.columns.iter().position(|other| other.probe == request.probe)?;
        base.cell(row, column)
    }

    /// Goes to the next cell that differs from the base, round at the end; `false` when none does.
    pub(super) fn next_flipped(&mut self) -> bool {
        let here = (self.row, self.column);
        let next = self.flipped.iter().find(|cell| **cell > here).or_else(|| self.flipped.first()).copied();
        if let Some((row, column)) = next {
            (self.row, self.column) = (row, column);
        }
        next.is_some()
    }

    /// Opens the trace of the selected cell; `false` when no decision was made there.
    pub(super) fn open_trace(&mut self) -> bool {
        let (Some(cell), Some(column)) =
            (self.matrix.cell(self.row, self.column), self.matrix.columns.get(self.column))
        else {
            return false;
        };
        let Some(trace) = cell.trace() else { return false };
        let one = Authorization::new(column.action, column.resource.clone(), std::sync::Arc::clone(trace));
        let mut opened = TraceModel { all: outline(std::iter::once(&one)), turned: BTreeSet::new(), cursor: 0 };
        // One looks first at what decided, or at the layer whose Allow is missing.
        let entries = opened.visible();
        let in_the_way = |entry: &Entry| matches!(entry.kind, Kind::Layer(_)) && entry.sign == Sign::No;
        let decides = entries.iter().rposition(|entry| entry.decides);
        opened.cursor = decides.or_else(|| entries.iter().position(in_the_way)).unwrap_or(0);
        self.trace = Some(opened);
        true
    }
}

impl TraceModel {
    /// The entries on show.
    pub fn visible(&self) -> Vec<Entry> {
        visible(&self.all, &self.turned)
    }

    /// Moves the cursor, within what is shown.
    pub(super) fn step(&mut self, by: isize) {
        let last = self.visible().len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
    }

    /// Folds or unfolds the selected entry.
    pub(super) fn fold(&mut self) {
        let entries = self.visible();
        if let Some(entry) = entries.get(self.cursor).filter(|entry| entry.has_children)
            && !self.turned.remove(&entry.place)
        {
            self.turned.insert(entry.place.clone());
        }
    }
}
