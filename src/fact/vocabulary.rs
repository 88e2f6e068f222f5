//! The expressions of `patterns/fact.toml` that the second reading asks for by name, compiled once.

use crate::error::Result;
use crate::pattern::Patterns;
use regex::Regex;

/// Compiled expressions over masked sentences.
pub struct Vocabulary {
    /// A unit of government at the start of a clause.
    pub agent_start: Regex,
    /// What may lengthen the name of a unit.
    pub agent_more: Regex,
    /// What shows that a unit's name is only part of a noun.
    pub agent_not_before: Regex,
    /// A rate whose name does not say what it is the rate of.
    pub bare_rate: Regex,
    /// A demand named after a value.
    pub demand_noun: Regex,
    /// Another unit joined to the one before.
    pub agent_join: Regex,
    /// A sentence that starts so has no subject of its own and keeps the agent.
    pub keeps_agent: Regex,
    /// Words at the start of a clause that are not part of the subject.
    pub lead_in: Regex,
    /// Verbs at the start of a clause that are not part of the subject.
    pub lead_verb: Regex,
    /// Verbs of increase or decrease at the start of a clause.
    pub lead_change: Regex,
    /// Words before a value that are not part of the subject.
    pub tail: Regex,
    /// A verb of increase or decrease before a value.
    pub change_tail: Regex,
    /// A comparison before a value.
    pub comparison: Regex,
    /// What a change is measured against.
    pub comparison_phrase: Regex,
    /// Words that look like a verb or a connector and are part of a noun.
    pub kept_start: Regex,
    /// An area before a subject.
    pub lead_area: Regex,
    /// Words inside a subject that carry nothing.
    pub inner_words: Regex,
    /// A share in another's growth.
    pub contributes: Regex,
    /// The whole that a share is of.
    pub share_whole: Regex,
    /// A share that is counted in somewhere.
    pub counted_in: Regex,
    /// A measure that does not say of whom.
    pub bare_measure: Regex,
    /// Words that announce parts of a whole.
    pub part_marker: Regex,
    /// What ends like the name of a unit and is none.
    pub not_a_unit: Regex,
    /// A line of accounts that does not say of what.
    pub bare_account: Regex,
    /// A period in a bracket or after a label of its own.
    pub bracket_period: Regex,
    /// A comparison with a year that is named.
    pub base_date: Regex,
    /// A noun that says nothing without the names before it.
    pub generic_noun: Regex,
    /// A whole that says nothing of its own.
    pub share_of_all: Regex,
    /// The verb of a purpose that belongs to it.
    pub purpose_verb: Regex,
    /// The year before, which a growth figure compares with as a rule.
    pub last_year_words: Regex,
    /// What makes a year the name of a goal.
    pub names_goal: Regex,
    /// The same time a year earlier.
    pub same_time_before: Regex,
    /// A verb that belongs to every item of a list.
    pub list_verb: Regex,
    /// An award that does not say for whom.
    pub bare_award: Regex,
    /// A task or a plan that does not say of what.
    pub bare_task: Regex,
    /// Nouns for money that say nothing of its purpose.
    pub generic_money: Regex,
    /// The start of a purpose after an amount.
    pub purpose: Regex,
    /// A noun that says itself what is measured.
    pub measure_noun: Regex,
    /// What may not start the noun after a counter.
    pub right_stop: Regex,
    /// What ends the noun after a counter.
    pub right_end: Regex,
    /// A bare verb after a counter.
    pub bare_verb: Regex,
    /// Headings of what is planned.
    pub heading_target: Regex,
    /// Headings of work, done or planned.
    pub heading_work: Regex,
    /// Headings of what was done.
    pub heading_actual: Regex,
    /// Sentences of what is planned.
    pub says_target: Regex,
    /// Sentences of what was done.
    pub says_actual: Regex,
    /// Titles of texts that set rules.
    pub normative_title: Regex,
    /// The measure that a subject ends in.
    pub measure_tail: Regex,
    /// Nouns of indicators after a counter.
    pub indicator_right: Regex,
    /// An indicator count whose noun stands before.
    pub indicator_left: Regex,
    /// Words for money before a number that has a scale and no unit.
    pub money_left: Regex,
    /// 分别 before values.
    pub respectively: Regex,
    /// A comparison with something named.
    pub compares: Regex,
    /// What all names of a list share.
    pub shared_tail: Regex,
    /// Whether a text may assign a task.
    assigns: Regex,
    /// Responsibility: a label and its units, up to the end of the bracket or sentence.
    pub label: Regex,
    /// Responsibility: led by, with the support of.
    pub led_by: Regex,
    /// Responsibility: a unit that is in charge of something.
    pub in_charge: Regex,
    /// Responsibility: something is in the charge of a unit.
    pub charged_by: Regex,
    /// What stands for the task named before.
    pub this_work: Regex,
    /// Where a task ends before its sentence does.
    pub task_end: Regex,
    /// A deadline before a task.
    pub deadline: Regex,
    /// A label inside a list of units.
    pub inner_label: Regex,
    /// Responsibility: leading or supporting, the unit named before.
    pub leads: Regex,
    /// A unit that may be in charge.
    pub responsible_unit: Regex,
    /// List numbers and bullets before a task.
    pub numbering: Regex,
    /// Where one responsible unit ends and the next begins.
    pub unit_split: Regex,
    /// Words after a responsible unit that are not part of its name.
    pub unit_tail: Regex,
    /// The role that a label gives.
    pub label_lead: Regex,
    /// The role that a label gives.
    pub label_support: Regex,
    /// A date role: by when.
    pub date_deadline_right: Regex,
    /// A date role: by when.
    pub date_deadline_left: Regex,
    /// A date role: a base of comparison.
    pub date_reference_left: Regex,
    /// A date role: what covers a span.
    pub date_period_right: Regex,
    /// A date role: what happened.
    pub date_event_right: Regex,
    /// A date role: the end of a year as a moment.
    pub date_event_end: Regex,
    /// A date role: the date of a paper.
    pub date_reference_right: Regex,
    /// A column head that only says that a value stands below.
    pub generic_head: Regex,
    /// A column head of changes.
    pub head_change: Regex,
    /// A column head of shares.
    pub head_share: Regex,
    /// A column head of aims.
    pub head_target: Regex,
    /// Dates that count from the year that governs.
    pub relative_to_period: Regex,
    /// The year before.
    pub last_year: Regex,
    /// A leading period before a comma.
    pub leading_period: Regex,
}

impl Vocabulary {
    /// Compiles the expressions.
    ///
    /// # Errors
    /// A word that the pattern files do not declare, or an expression with a slip.
    pub fn new(p: &Patterns) -> Result<Self> {
        let start = |w: &str| p.regex(&format!("^(?:{{{w}}})"));
        let end = |w: &str| p.regex(&format!("(?:{{{w}}})$"));
        let within = |w: &str| p.regex(&format!("{{{w}}}"));
        Ok(Self {
            agent_start: p.regex("^(?:{agent})")?,
            agent_more: start("agent_more")?,
            agent_not_before: start("agent_not_before")?,
            bare_rate: p.regex("^(?:{bare_rate})$")?,
            demand_noun: start("demand_noun")?,
            agent_join: p.regex("^(?:{agent_and})(?:{agent})")?,
            keeps_agent: start("keeps_agent")?,
            lead_in: start("lead_in")?,
            lead_verb: start("lead_verb")?,
            lead_change: start("lead_change")?,
            tail: end("tail_words")?,
            change_tail: end("change_tail")?,
            comparison: end("comparison")?,
            comparison_phrase: end("comparison_phrase")?,
            kept_start: start("kept_start")?,
            lead_area: start("lead_area")?,
            inner_words: within("inner_words")?,
            contributes: start("contributes")?,
            share_whole: end("share_whole")?,
            counted_in: start("counted_in")?,
            bare_measure: p.regex("^(?:{bare_measure})$")?,
            part_marker: within("part_marker")?,
            not_a_unit: end("not_a_unit")?,
            bare_account: end("bare_account")?,
            bracket_period: within("bracket_period")?,
            base_date: within("base_date")?,
            generic_noun: p.regex("^(?:{generic_noun})$")?,
            share_of_all: p.regex("^(?:{share_of_all})$")?,
            purpose_verb: within("purpose_verb")?,
            last_year_words: start("last_year_words")?,
            names_goal: start("names_goal")?,
            same_time_before: within("same_time_before")?,
            list_verb: start("list_verb")?,
            bare_award: p.regex("^(?:{bare_award})$")?,
            bare_task: p.regex("^(?:{bare_task})$")?,
            generic_money: p.regex("^(?:{generic_money})*$")?,
            purpose: start("purpose")?,
            measure_noun: end("measure_noun")?,
            right_stop: start("right_stop")?,
            right_end: within("right_end")?,
            bare_verb: p.regex("^(?:{bare_verb})$")?,
            heading_target: within("heading_target")?,
            heading_work: within("heading_work")?,
            heading_actual: within("heading_actual")?,
            says_target: within("says_target")?,
            says_actual: within("says_actual")?,
            normative_title: within("normative_title")?,
            measure_tail: within("measure_tail")?,
            indicator_right: start("indicator_right")?,
            indicator_left: end("indicator_left")?,
            money_left: end("money_left")?,
            respectively: within("respectively")?,
            compares: start("compares")?,
            shared_tail: within("shared_tail")?,
            assigns: within("assigns")?,
            label: within("responsibility_label")?,
            led_by: within("led_by")?,
            in_charge: within("in_charge")?,
            charged_by: within("charged_by")?,
            this_work: p.regex("^(?:{this_work})$")?,
            task_end: within("task_end")?,
            deadline: start("deadline")?,
            inner_label: start("inner_label")?,
            leads: within("leads")?,
            responsible_unit: end("responsible_unit")?,
            numbering: start("numbering")?,
            unit_split: within("unit_split")?,
            unit_tail: end("unit_tail")?,
            label_lead: within("label_lead")?,
            label_support: within("label_support")?,
            date_deadline_right: start("date_deadline_right")?,
            date_deadline_left: end("date_deadline_left")?,
            date_reference_left: end("date_reference_left")?,
            date_period_right: start("date_period_right")?,
            date_event_right: start("date_event_right")?,
            date_event_end: start("date_event_end")?,
            date_reference_right: start("date_reference_right")?,
            generic_head: within("generic_head")?,
            head_change: within("head_change")?,
            head_share: within("head_share")?,
            head_target: within("head_target")?,
            relative_to_period: start("relative_to_period")?,
            last_year: start("last_year")?,
            leading_period: start("leading_period")?,
        })
    }

    /// True where a text has a word that may assign a task.
    pub fn assigns(&self, text: &str) -> bool {
        self.assigns.is_match(text)
    }
}
