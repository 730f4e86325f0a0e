
longList("#departments");
