//! The expressions of `patterns/fact.toml` that the second reading asks for by name, compiled once.

use super::edges::Edges;
use super::sentence::{COUNT, FUNDING};
use crate::error::Result;
use crate::pattern::{LazyRegex, Listed, MentionPattern, Patterns};
use crate::text::Chars;
use std::sync::OnceLock;

/// Declares each expression once: where it must stand, and the word of `patterns/fact.toml`.
macro_rules! vocabulary {
    ($($(#[$doc:meta])* $vis:vis $field:ident: $place:ident($word:ident),)*) => {
        /// Compiled expressions over masked sentences.
        pub struct Vocabulary {
            $($(#[$doc])* $vis $field: LazyRegex,)*
            /// What joins the last name of a list to those before.
            joints: Listed,
            /// Characters that end the noun after a counter.
            pub right_end: Chars,
            /// Those, and what else may end it: a bracket, the next item of a list, another value.
            pub phrase_marks: Chars,
            /// What an amount is called of which only the purpose is told.
            pub bare_money: String,
            /// Those that are asked together.
            pub(super) edges: Edges,
            /// Whether what begins a clause, or speaks of plans, does so whatever follows.
            settled: OnceLock<bool>,
        }

        impl Vocabulary {
            /// Compiles the expressions.
            ///
            /// # Errors
            /// A word that the pattern files do not declare, or an expression with a slip.
            pub fn new(p: &Patterns) -> Result<Self> {
                Ok(Self {
                    $($field: p.regex(&$place(stringify!($word)))?,)*
                    joints: p.list("joint")?.to_vec().into(),
                    right_end: Chars::of(&p.list("right_end")?.concat()),
                    phrase_marks: phrase_marks(&p.list("right_end")?.concat()),
                    bare_money: p.list("bare_money")?.concat(),
                    edges: Edges::default(),
                    settled: OnceLock::new(),
                })
            }

            fn each(&self) -> impl Iterator<Item = &LazyRegex> {
                [$(&self.$field,)*].into_iter()
            }
        }
    };
}

impl Vocabulary {
    /// Compiles what takes long and most documents ask for, in the order in which it is asked.
    pub(crate) fn compile_usual(&self, patterns: &Patterns) {
        // Who asks builds what is asked.
        self.starts("");
        self.may_name_agent("");
        self.before_date("");
        self.behind_date("");
        self.relative_date("");
        self.left_noun("");
        self.right_noun("");
        for whole in [&self.label, &self.in_charge, &self.leads] {
            whole.may_match_by_core("");
        }
        self.may_lead_to_agent("");
        self.without_tails("", self.may_hold_rare(""));
        patterns.cue_words("");
        self.each().for_each(LazyRegex::ready);
        let usual = [&self.in_charge, &self.charged_by, &self.leads, &self.label];
        usual.into_iter().for_each(LazyRegex::compile);
        // The first text is read meanwhile.
        patterns.automaton.get();
        patterns.mentions.iter().for_each(MentionPattern::ready);
    }
}

/// What the noun behind a counter may end before.
fn phrase_marks(right_end: &str) -> Chars {
    let mut marks = Chars::of(right_end);
    ['（', '、'].into_iter().for_each(|c| marks.range(c, c));
    marks.range(COUNT, FUNDING);
    marks
}

fn start(word: &str) -> String {
    format!("^(?:{{{word}}})")
}

fn end(word: &str) -> String {
    format!("(?:{{{word}}})$")
}

fn within(word: &str) -> String {
    format!("{{{word}}}")
}

fn whole(word: &str) -> String {
    format!("^(?:{{{word}}})$")
}

/// Nothing but such words.
fn only(word: &str) -> String {
    format!("^(?:{{{word}}})*$")
}

vocabulary! {
    /// A unit of government at the start of a clause.
    pub agent_start: start(agent),
    /// What may lengthen the name of a unit.
    pub agent_more: start(agent_more),
    /// What shows that a unit's name is only part of a noun.
    pub agent_not_before: start(agent_not_before),
    /// A rate whose name does not say what it is the rate of.
    pub bare_rate: whole(bare_rate),
    /// A demand named after a value.
    pub demand_noun: start(demand_noun),
    /// Another unit joined to the one before.
    pub agent_join: start(agent_join),
    /// A sentence that starts so has no subject of its own and keeps the agent.
    pub keeps_agent: start(keeps_agent),
    /// Words at the start of a clause that are not part of the subject.
    pub lead_in: start(lead_in),
    /// Verbs at the start of a clause that are not part of the subject.
    pub lead_verb: start(lead_verb),
    /// Verbs of increase or decrease at the start of a clause.
    pub lead_change: start(lead_change),
    /// Words before a value that are not part of the subject.
    pub tail: end(tail_words),
    /// A verb of increase or decrease before a value.
    pub change_tail: end(change_tail),
    /// A comparison before a value.
    pub comparison: end(comparison),
    /// What a change is measured against.
    pub comparison_phrase: end(comparison_phrase),
    /// Words that look like a verb or a connector and are part of a noun.
    pub kept_start: start(kept_start),
    /// An area before a subject.
    pub lead_area: start(lead_area),
    /// Words inside a subject that carry nothing.
    pub inner_words: within(inner_words),
    /// A share in another's growth.
    pub contributes: start(contributes),
    /// The whole that a share is of.
    pub share_whole: end(share_whole),
    /// A share that is counted in somewhere.
    pub counted_in: start(counted_in),
    /// A measure that does not say of whom.
    pub bare_measure: whole(bare_measure),
    /// Words that announce parts of a whole.
    pub part_marker: within(part_marker),
    /// What ends like the name of a unit and is none.
    pub not_a_unit: end(not_a_unit),
    /// A line of accounts that does not say of what.
    pub bare_account: end(bare_account),
    /// A period in a bracket or after a label of its own.
    pub bracket_period: end(bracket_period),
    /// A comparison with a year that is named.
    pub base_date: within(base_date),
    /// A noun that says nothing without the names before it.
    pub generic_noun: whole(generic_noun),
    /// A whole that says nothing of its own.
    pub share_of_all: whole(share_of_all),
    /// The verb of a purpose that belongs to it.
    pub purpose_verb: within(purpose_verb),
    /// The year before, which a growth figure compares with as a rule.
    pub last_year_words: start(last_year_words),
    /// What makes a year the name of a goal.
    pub names_goal: start(names_goal),
    /// The same time a year earlier.
    pub same_time_before: within(same_time_before),
    /// A verb that belongs to every item of a list.
    pub list_verb: start(list_verb),
    /// An award that does not say for whom.
    pub bare_award: whole(bare_award),
    /// A task or a plan that does not say of what.
    pub bare_task: whole(bare_task),
    /// Nouns for money that say nothing of its purpose.
    pub generic_money: only(generic_money),
    /// The start of a purpose after an amount.
    pub purpose: start(purpose),
    /// A noun that says itself what is measured.
    pub measure_noun: end(measure_noun),
    /// What may not start the noun after a counter.
    pub right_stop: start(right_stop),
    /// A bare verb after a counter.
    pub bare_verb: whole(bare_verb),
    /// Headings of what is planned, of what was done, or of work, done or planned.
    pub heading_says: within(heading_says),
    /// Headings of what is planned.
    pub heading_target: within(heading_target),
    /// Headings of what was done.
    pub heading_actual: within(heading_actual),
    /// Sentences of what is planned.
    pub says_target: within(says_target),
    /// Sentences of what was done.
    pub says_actual: within(says_actual),
    /// Titles of texts that set rules.
    pub normative_title: within(normative_title),
    /// The measure that a subject ends in.
    pub measure_tail: within(measure_tail),
    /// Nouns of indicators after a counter.
    pub indicator_right: start(indicator_right),
    /// An indicator count whose noun stands before.
    pub indicator_left: end(indicator_left),
    /// Words for money before a number that has a scale and no unit.
    pub money_left: end(money_left),
    /// 分别 before values.
    pub respectively: within(respectively),
    /// A comparison with something named.
    pub compares: start(compares),
    /// What makes the start of a shared tail part of a name.
    pub shared_tail_not_after: end(shared_tail_not_after),
    /// The verb of a share.
    pub says_share: within(says_share),
    /// The noun that a share ends in.
    pub share_noun: end(share_noun),
    /// The class before the name of an account.
    pub account_class: within(account_class),
    /// What makes the date before it a base of comparison.
    pub compared_right: start(compared_right),
    /// A comparison that is told in full.
    pub compared_end: end(compared_end),
    /// That a text counts indicators.
    pub of_indicators: within(of_indicators),
    /// The counters of indicators.
    pub indicator_unit: whole(indicator_unit),
    /// A verb of charge before a task.
    pub in_charge_verb: start(in_charge_verb),
    /// The start of a unit that stands for many.
    pub each: start(each),
    /// The end of a level of government.
    pub level_end: end(level_end),
    /// That a date is a quarter.
    pub quarter: within(quarter),
    /// What all names of a list share.
    pub shared_tail: within(shared_tail),
    /// Whether a text may assign a task.
    assigns: within(assigns),
    /// Responsibility: a label and its units, up to the end of the bracket or sentence.
    pub label: within(responsibility_label),
    /// Responsibility: led by, with the support of.
    pub led_by: within(led_by),
    /// Responsibility: a unit that is in charge of something.
    pub in_charge: within(in_charge),
    /// Responsibility: something is in the charge of a unit.
    pub charged_by: within(charged_by),
    /// What stands for the task named before.
    pub this_work: whole(this_work),
    /// Where a task ends before its sentence does.
    pub task_end: within(task_end),
    /// A deadline before a task.
    pub deadline: start(deadline),
    /// A label inside a list of units.
    pub inner_label: start(inner_label),
    /// Responsibility: leading or supporting, the unit named before.
    pub leads: within(leads),
    /// A unit that may be in charge.
    pub responsible_unit: end(responsible_unit),
    /// List numbers and bullets before a task.
    pub numbering: start(numbering),
    /// Where one responsible unit ends and the next begins.
    pub unit_split: within(unit_split),
    /// Words after a responsible unit that are not part of its name.
    pub unit_tail: end(unit_tail),
    /// The role that a label gives.
    pub label_lead: within(label_lead),
    /// The role that a label gives.
    pub label_support: within(label_support),
    /// A date role: by when.
    pub date_deadline_right: start(date_deadline_right),
    /// A date role: by when.
    pub date_deadline_left: end(date_deadline_left),
    /// A date role: a base of comparison.
    pub date_reference_left: end(date_reference_left),
    /// A date role: what covers a span.
    pub date_period_right: start(date_period_right),
    /// A date role: what happened.
    pub date_event_right: start(date_event_right),
    /// A date role: the end of a year as a moment.
    pub date_event_end: start(date_event_end),
    /// A date role: the date of a paper.
    pub date_reference_right: start(date_reference_right),
    /// A column head that only says that a value stands below.
    pub generic_head: within(generic_head),
    /// A column head of changes.
    pub head_change: within(head_change),
    /// A column head of shares.
    pub head_share: within(head_share),
    /// A column head of aims.
    pub head_target: within(head_target),
    /// Dates that count from the year that governs.
    pub relative_to_period: start(relative_to_period),
    /// The year before.
    pub last_year: start(last_year),
    /// A leading period before a comma.
    pub leading_period: start(leading_period),
}

impl Vocabulary {
    /// True for what stands between the last two items of a list, and for nothing more.
    pub fn is_joint(&self, text: &str) -> bool {
        self.joints.iter().any(|j| j == text)
    }

    /// What stands before and behind the joint of two names.
    pub fn joined<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        self.joints.iter().find_map(|j| text.split_once(j.as_str()))
    }

    /// A text without joints, commas and blanks at its ends.
    pub fn without_joints<'t>(&self, mut text: &'t str) -> &'t str {
        loop {
            let before = text.len();
            text = text.trim_matches(['、', '，', ' ']);
            if !self.joints.begins(text) && !self.joints.ends(text) {
                return text;
            }
            for j in self.joints.iter() {
                text = text.strip_prefix(j.as_str()).unwrap_or(text);
                text = text.strip_suffix(j.as_str()).unwrap_or(text);
            }
            if text.len() == before {
                return text;
            }
        }
    }

    /// Whether what a clause says of who acts and of plans is settled before its end: none of these
    /// expressions, which may be a user's, asks for what follows.
    pub(super) fn settles_early(&self) -> bool {
        let asked = [&self.agent_start, &self.lead_in, &self.says_target];
        *(self.settled).get_or_init(|| asked.iter().all(|e| e.is_blind_ahead()))
    }

    /// True where a text has a word that may assign a task.
    pub fn assigns(&self, text: &str) -> bool {
        // What these words end with is rarer than what they begin with.
        self.assigns.may_match(text) && self.assigns.is_match(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::tests::VOCABULARY;
    use regex::Regex;
    use std::path::Path;
    use walkdir::WalkDir;

    #[test]
    fn what_the_built_in_clauses_say_is_settled_early() {
        assert!(VOCABULARY.settles_early());
        for (expression, blind) in [("^市局", true), ("力争(?:到|$)", false), (r"力争\b", false)]
        {
            let expression = LazyRegex::of(expression.to_string(), false).unwrap();
            assert_eq!(
                expression.is_blind_ahead(),
                blind,
                "{}",
                expression.source()
            );
        }
    }

    /// What is compiled beforehand finds its matches without the library.
    #[test]
    fn expressions_find_what_the_library_finds() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        let files = WalkDir::new(corpus).into_iter().map(|f| f.unwrap());
        let texts = files.filter(|f| f.path().extension().is_some_and(|e| e == "txt"));
        let texts: Vec<String> = texts
            .filter_map(|f| std::fs::read_to_string(f.path()).ok())
            .collect();
        let mut matches = 0;
        for expression in VOCABULARY.each() {
            let usual = Regex::new(expression.source()).unwrap();
            for line in texts.iter().flat_map(|t| t.split(['\n', '。'])) {
                let all = |groups: &dyn Fn(usize) -> Option<std::ops::Range<usize>>| {
                    (0..usual.captures_len()).map(groups).collect::<Vec<_>>()
                };
                let own = expression.captures_iter(line);
                let own: Vec<_> = own.map(|c| all(&|n| Some(c.get(n)?.range()))).collect();
                let usual = usual.captures_iter(line);
                let usual: Vec<_> = usual.map(|c| all(&|n| Some(c.get(n)?.range()))).collect();
                assert_eq!(own, usual, "{} in {line}", expression.source());
                let is_match = expression.is_match(line);
                assert_eq!(is_match, !usual.is_empty(), "{}", expression.source());
                matches += usual.len();
            }
        }
        assert!(matches > 1000, "{matches}");
    }
}
