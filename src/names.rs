//! Facts as read → what the registries and the document add to them: codes, indicator, full names.
//!
//! In: a document, and facts of it. Out: region code, indicator id, full name of the agent. The registries
//! are read when the first document comes. Not here: how each of them resolves a name (`region`, `organ`,
//! `indicator`).

use crate::error::Result;
use crate::fact::Fact;
use crate::indicator::Indicators;
use crate::organ::{Organs, Setting};
use crate::pattern::Registry;
use crate::region::{Code, Heard, Place, Regions};
use crate::segment::Document;
use crate::value::Kind;
use smol_str::{SmolStr, ToSmolStr};
use std::collections::HashMap;

/// The registries.
#[derive(Debug)]
pub struct Names {
    regions: Regions,
    organs: Organs,
    indicators: Indicators,
}

/// What a document's context settles.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The division that it speaks for.
    pub own: Option<Code>,
    year: Option<i32>,
}

/// What is added to a fact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Added {
    /// The id of a known indicator.
    pub indicator: Option<SmolStr>,
    /// The agent's full name.
    pub agent_name: Option<SmolStr>,
    /// The area as written.
    pub region: Option<SmolStr>,
    /// Its code.
    pub region_code: Option<SmolStr>,
}

impl Names {
    /// The built-in registries, with a user's files of names in their places.
    ///
    /// # Errors
    /// A slip in such a file.
    pub fn of(files: &[Registry]) -> Result<Self> {
        let regions = Regions::of(files)?;
        Ok(Self {
            organs: Organs::of(files)?,
            indicators: Indicators::of(files, &regions)?,
            regions,
        })
    }

    /// What a document settles for its facts.
    pub fn context(&self, document: &Document) -> Context {
        Context {
            own: self.regions.of_document(document).map(|r| r.code),
            year: document.year,
        }
    }

    /// For the facts of a document.
    pub fn reader(&self, context: Context) -> Reader<'_> {
        Reader {
            names: self,
            context,
            agents: HashMap::new(),
        }
    }
}

/// Adds to the facts of one document; the same few units act in most of them.
#[derive(Debug)]
pub struct Reader<'a> {
    names: &'a Names,
    context: Context,
    agents: HashMap<SmolStr, Option<SmolStr>>,
}

impl Reader<'_> {
    fn full_name(&mut self, agent: &SmolStr) -> Option<SmolStr> {
        if let Some(known) = self.agents.get(agent) {
            return known.clone();
        }
        let Context { own, year } = self.context;
        let setting = Setting {
            regions: &self.names.regions,
            own,
            year,
        };
        let name = self.names.organs.full_name(agent, &setting);
        let name = name.map(SmolStr::from);
        self.agents.insert(agent.clone(), name.clone());
        name
    }

    /// What is added to each of some facts.
    pub fn added(&mut self, facts: &[Fact]) -> Vec<Added> {
        let quantity = |fact: &Fact| matches!(fact.kind, Kind::Rate | Kind::Count | Kind::Funding);
        let mut all = Vec::with_capacity(facts.len());
        // The clauses before a value are those before the next one of its sentence too.
        let (mut sentence, mut heard) = (None, Heard::default());
        for fact in facts {
            let mut added = Added {
                agent_name: fact.agent.as_ref().and_then(|a| self.full_name(a)),
                ..Added::default()
            };
            if quantity(fact) {
                if !sentence.is_some_and(|s: &str| std::ptr::eq(s, &*fact.evidence)) {
                    (sentence, heard) = (Some(&*fact.evidence), Heard::default());
                }
                if let Some((name, code)) = self.area(fact, &mut heard) {
                    added.region = Some(name);
                    added.region_code = code.map(|c| c.to_smolstr());
                }
            }
            all.push(added);
        }
        for (fact, added) in facts.iter().zip(&mut all).filter(|(f, _)| quantity(f)) {
            let unit = fact.unit.as_deref();
            let of = |subject| self.names.indicators.of_value(subject, fact.role, unit);
            let indicator = fact.subject.as_deref().and_then(of);
            added.indicator = indicator.map(|i| i.id.clone());
        }
        all
    }

    fn area(&self, fact: &Fact, heard: &mut Heard) -> Option<(SmolStr, Option<Code>)> {
        let Context { own, year } = self.context;
        let place = Place {
            subject: fact.subject.as_deref(),
            agent: fact.agent.as_deref(),
            before: fact.evidence.get(..fact.within.start).unwrap_or_default(),
            section: fact.section,
            own,
            year,
        };
        self.names.regions.area_heard(heard, &place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_registries_load() {
        assert!(Names::of(&[]).is_ok());
    }
}
