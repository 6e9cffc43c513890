//! Medical words that several rules look for beside a hit.

/// Conditions, and words for them.
pub(crate) const CONDITIONS: &str = "\
    cancer*|tumor*|tumour*|diabet*|depression|anxiety|adhd|autism|asthma|arthritis|eczema|psoriasis|\
    hypertension|high blood pressure|cholesterol|infection*|flu|influenza|covid*|pneumonia|bronchitis|\
    shingles|strep*|concussion|hernia|fracture*|appendicitis|sinusitis|\
    migraine*|headache*|insomnia|acne|allerg*|disease*|syndrome*|disorder*|illness*|virus*|hiv|aids|herpes|\
    hepatitis|alzheimer*|dementia|parkinson*|epilepsy|stroke*|heart attack*|lyme|ulcer*|anemia|anaemia|\
    thyroid*|gout|fever|pain|symptom*|tinnitus|lupus|leukemia|lymphoma|melanoma|ptsd|ocd|bipolar|\
    schizophrenia|erectile*|baldness|hair loss|obesity|addiction*|wart*|cold sore*|ailment*|patient*|\
    medical*|health";

/// Treatments, and words for them.
pub(crate) const TREATMENTS: &str = "\
    drug*|medicine*|medication*|vaccin*|treatment*|therap*|supplement*|remedy|remedies|herb*|tablet*|pill*|\
    capsule*|antibiotic*|injection*|surgery|procedure|dose*|dosage*|ibuprofen|aspirin|paracetamol|\
    acetaminophen|tylenol|advil|insulin|metformin|warfarin|statin*|antidepressant*|ssri*|melatonin|vitamin*|\
    essential oil*|cbd|prescri*|painkiller*|contracepti*|ozempic|semaglutide|homeopath*|detox*|extract|\
    turmeric";

/// Medicines, and words for them.
pub(crate) const MEDICINES: &str = "\
    ibuprofen|aspirin|paracetamol|acetaminophen|tylenol|advil|naproxen|insulin|metformin|warfarin|\
    prednisone|levothyroxine|amoxicillin|penicillin|codeine|morphine|tramadol|oxycodone|hydrocodone|\
    fentanyl|xanax|valium|adderall|ritalin|prozac|zoloft|lexapro|lithium|gabapentin|benadryl|melatonin|\
    ozempic|semaglutide|digoxin|methotrexate|clozapine|ketamine|lorazepam|diazepam|alprazolam|clonazepam|\
    sertraline|fluoxetine|lisinopril|amlodipine|aleve|omeprazole|vitamin*|statin*|antibiotic*|\
    antidepressant*|blood thinner*|beta blocker*|painkiller*|medication*|medicine*|meds|drug|drugs|\
    supplement*|steroid*|antipsychotic*";
