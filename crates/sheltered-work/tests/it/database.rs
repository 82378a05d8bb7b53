testkit::migrations!(sheltered_work::ShelteredWork);
