//! The kinds of evidence for and against a place name, and their weights.

use crate::text::Weights;

macro_rules! features {
    ($($variant:ident $name:literal,)*) => {
        /// One kind of evidence.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Feature { $($variant),* }

        impl Feature {
            /// All kinds, in the order of their numbers.
            const NAMES: &'static [&'static str] = &[$($name),*];
        }
    };
}

features! {
    Bias "bias",
    // How well the name is known.
    Prominence "prominence",
    IsCountry "is_country",
    Obscure "obscure",
    Unknown "unknown",
    UnknownLogit "unknown_logit",
    UnknownCommon "unknown_common",
    UnknownCommonLatin "unknown_common_latin",
    UnknownWords "unknown_words",
    UnknownInflected "unknown_inflected",
    UnknownTanwin "unknown_tanwin",
    UnknownDerived "unknown_derived",
    CutChunk "cut_chunk",
    HamzaDiffers "hamza_differs",
    Nisba "nisba",
    // How common its words are otherwise.
    CommonLatin "common_latin",
    CommonArabic "common_arabic",
    CommonProminent "common_prominent",
    CommonCountry "common_country",
    CommonCapital "common_capital",
    CommonFits "common_fits",
    CommonStem "common_stem",
    ShapeKnown "shape_known",
    ShapeUnknown "shape_unknown",
    ShapeWhole "shape_whole",
    RareBefore "rare_before",
    RareAfter "rare_after",
    CommonWhole "common_whole",
    WholeCountry "whole_country",
    ManyWords "many_words",
    StartsWithCue "starts_with_cue",
    StartsWithDirection "starts_with_direction",
    ManyCommon "many_common",
    Glued "glued",
    GluedCommon "glued_common",
    VeryShort "very_short",
    Short "short",
    // How it is written.
    LowerCase "lower_case",
    LowerEnd "lower_end",
    AllCapitals "all_capitals",
    SentenceStart "sentence_start",
    StartCommon "start_common",
    CapitalBefore "capital_before",
    CapitalAfter "capital_after",
    Quoted "quoted",
    QuotedClass "quoted_class",
    // What is attached before it.
    ConjunctionTaken "conjunction_taken",
    FaTaken "fa_taken",
    ArticleTaken "article_taken",
    LocativeClitic "locative_clitic",
    LamClitic "lam_clitic",
    KafClitic "kaf_clitic",
    // What stands before and after it.
    AfterClass "after_class",
    AfterNear "after_near",
    AfterIn "after_in",
    AfterFrom "after_from",
    AfterTo "after_to",
    AfterBetween "after_between",
    AfterRoad "after_road",
    AfterDirection "after_direction",
    AfterBorder "after_border",
    AfterKm "after_km",
    AfterTitle "after_title",
    AfterFirstName "after_first_name",
    AfterOrganisation "after_organisation",
    AfterDemonymic "after_demonymic",
    AfterDateline "after_dateline",
    AfterSpeech "after_speech",
    AfterHolder "after_holder",
    AfterSuch "after_such",
    AfterVerb "after_verb",
    BeforeClass "before_class",
    BeforeTitle "before_title",
    BeforeLastName "before_last_name",
    BeforeSpeech "before_speech",
    PlacedAfter "placed_after",
    Apposition "apposition",
    Bracketed "bracketed",
    Framed "framed",
    ClassChunk "class_chunk",
    FrameBroken "frame_broken",
    WholeChunk "whole_chunk",
    NoCue "no_cue",
    NoCueCommon "no_cue_common",
    KindFits "kind_fits",
    KindFails "kind_fails",
    // Words that are something else.
    InOrganisation "in_organisation",
    InOrganisationChunk "in_organisation_chunk",
    IsCueWord "is_cue_word",
    Wind "wind",
    BeforeAcronym "before_acronym",
    Acronym "acronym",
    IsFirstName "is_first_name",
    IsLastName "is_last_name",
    IsPeople "is_people",
    // Why an unknown name was looked for.
    SlotClass "slot_class",
    SlotClassAfter "slot_class_after",
    SlotBetween "slot_between",
    SlotNear "slot_near",
    SlotDirection "slot_direction",
    SlotDistance "slot_distance",
    SlotRoad "slot_road",
    SlotIn "slot_in",
    SlotHolder "slot_holder",
    SlotFrom "slot_from",
    SlotSuch "slot_such",
    SlotVerb "slot_verb",
    SlotList "slot_list",
    SlotClassList "slot_class_list",
    SlotPlaceList "slot_place_list",
    // What the rest of the sentence and of the article say.
    ClassList "class_list",
    PlaceList "place_list",
    InList "in_list",
    InsideChunk "inside_chunk",
    InsideLonger "inside_longer",
    SeenElsewhere "seen_elsewhere",
    PersonElsewhere "person_elsewhere",
    PersonNoCue "person_no_cue",
}

/// The value of evidence that holds or does not.
pub(super) fn flag(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

impl Feature {
    /// The name, as the file of weights has it.
    pub fn name(self) -> &'static str {
        Feature::NAMES.get(self as usize).copied().unwrap_or_default()
    }
}

/// The weight of each kind of evidence, log-odds a unit.
#[derive(Debug)]
pub(super) struct Scale([f64; Feature::NAMES.len()]);

impl Scale {
    pub fn new(weights: &Weights) -> Scale {
        let mut scale = [0.0; Feature::NAMES.len()];
        for (slot, name) in scale.iter_mut().zip(Feature::NAMES) {
            *slot = weights.get(name);
        }
        Scale(scale)
    }

    pub fn weight(&self, feature: Feature) -> f64 {
        self.0.get(feature as usize).copied().unwrap_or(0.0)
    }
}

/// The evidence for one span: its sum, and for fitting also each piece.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    /// Log-odds.
    pub score: f64,
    /// Each piece, kept only where weights are to be fitted.
    pub pieces: Option<Vec<(Feature, f64)>>,
}

impl Evidence {
    pub fn new(is_kept: bool) -> Evidence {
        Evidence { score: 0.0, pieces: is_kept.then(Vec::new) }
    }

    pub fn add(&mut self, scale: &Scale, feature: Feature, value: f64) {
        if value != 0.0 {
            self.score += scale.weight(feature) * value;
            if let Some(pieces) = &mut self.pieces {
                pieces.push((feature, value));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fitted_weight_is_of_some_evidence() {
        let source = include_str!("../../gazetteer/models/recogniser.tsv");
        for line in source.lines().filter(|l| !l.starts_with('#')) {
            let name = line.split('\t').next().unwrap_or_default();
            assert!(Feature::NAMES.contains(&name), "{name} weighs nothing");
        }
        assert_eq!(Feature::PersonNoCue.name(), "person_no_cue");
    }
}
